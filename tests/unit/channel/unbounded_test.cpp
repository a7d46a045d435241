// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <new>
#include <string>

namespace weft::test {
namespace {

class Unbounded : public OverWorkers {};

TEST_P(Unbounded, HasAlwaysRoom) {
    run([] {
        channel<int> numbers(unbounded);
        for (int i = 0; i < 10'000; ++i) ASSERT_EQ(numbers.try_push(int(i)), channel_status::success);
        EXPECT_EQ(numbers.size(), 10'000u);
        EXPECT_EQ(numbers.capacity(), ~std::size_t{0});
        for (int i = 0; i < 10'000; ++i) ASSERT_EQ(numbers.pop(), i);
        int got = 0;
        EXPECT_EQ(numbers.try_pop(got), channel_status::empty);
    });
}

TEST_P(Unbounded, KeepsItsOrderOverManyRounds) {
    run([] {
        channel<std::string> words(unbounded);
        int pushed = 0, popped = 0;
        for (const int burst : {1, 700, 3, 256, 257, 1000, 7}) {
            for (int i = 0; i < burst; ++i) words.push(std::to_string(pushed++));
            for (int i = 0; i < burst - 1; ++i) ASSERT_EQ(words.pop(), std::to_string(popped++));
        }
        while (popped < pushed) ASSERT_EQ(words.pop(), std::to_string(popped++));
    });
}

TEST_P(Unbounded, DestroysWhatIsLeft) {
    run([] {
        auto item = std::make_shared<int>(1);
        {
            channel<std::shared_ptr<int>> items(unbounded);
            for (int i = 0; i < 1000; ++i) items.push(item);
            for (int i = 0; i < 300; ++i) items.pop();
            EXPECT_EQ(item.use_count(), 701);
        }
        EXPECT_EQ(item.use_count(), 1);
    });
}

TEST_P(Unbounded, CloseDrains) {
    run([] {
        channel<int> numbers(unbounded);
        for (int i = 0; i < 1000; ++i) numbers.push(i);
        numbers.close();
        EXPECT_THROW(numbers.push(1), channel_closed);
        int expected = 0;
        for (const int each : numbers) ASSERT_EQ(each, expected++);
        EXPECT_EQ(expected, 1000);
    });
}

struct alignas(128) wide {
    int value = 0;
    std::array<char, 3000> rest{};
};

TEST_P(Unbounded, KeepsAlignedAndLargeItems) {
    run([] {
        channel<wide> items(unbounded), few(2);
        for (int i = 0; i < 50; ++i) items.push(wide{.value = i});
        for (int i = 0; i < 50; ++i) {
            few.push(*items.pop());
            EXPECT_EQ(few.pop()->value, i);
        }
    });
}

WEFT_OVER_WORKERS(Unbounded);

} // namespace
} // namespace weft::test
