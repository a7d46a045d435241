// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <thread>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class ChannelTimeout : public OverWorkers {};
class ChannelTimeoutBesideThreads : public OverWorkersBesideThreads {};

TEST_P(ChannelTimeout, EndsAPopThatGetsNothing) {
    run([] {
        channel<int> numbers(1);
        const auto begun = clock::now();
        std::optional<int> item = 7;
        EXPECT_EQ(numbers.pop_for(item, 10ms), channel_status::timeout);
        EXPECT_EQ(item, std::nullopt);
        EXPECT_GE(clock::now() - begun, 10ms);
        int number = 7;
        EXPECT_EQ(numbers.pop_until(number, clock::now() + 1ms), channel_status::timeout);
        EXPECT_EQ(number, 7);
        numbers.push(1); // nobody takes it any more
        EXPECT_EQ(numbers.size(), 1u);
    });
}

TEST_P(ChannelTimeout, EndsAPushThatFindsNoRoomAndLeavesItsItem) {
    run([] {
        for (const std::size_t capacity : {0u, 1u}) {
            channel<std::unique_ptr<int>> items(capacity);
            if (capacity != 0) items.push(nullptr);
            auto item = std::make_unique<int>(1);
            EXPECT_EQ(items.push_for(std::move(item), 1ms), channel_status::timeout);
            EXPECT_EQ(items.push_until(std::move(item), clock::now() + 1ms), channel_status::timeout);
            ASSERT_NE(item, nullptr);
            if (capacity != 0) {
                EXPECT_EQ(*items.pop(), nullptr);
            }
            std::unique_ptr<int> got;
            EXPECT_EQ(items.try_pop(got), channel_status::empty);
        }
    });
}

TEST_P(ChannelTimeout, DoesNotEndWhatCanBeDoneAtOnce) {
    run([] {
        channel<int> numbers(1);
        EXPECT_EQ(numbers.push_for(1, 0ns), channel_status::success);
        EXPECT_EQ(numbers.push_for(2, -1s), channel_status::timeout);
        int got = 0;
        EXPECT_EQ(numbers.pop_for(got, 0ns), channel_status::success);
        EXPECT_EQ(got, 1);
        EXPECT_EQ(numbers.pop_for(got, -1s), channel_status::timeout);
    });
}

TEST_P(ChannelTimeout, IsNoMatterWhenThePartnerComesInTime) {
    run([] {
        for (const std::size_t capacity : {0u, 1u}) {
            channel<int> numbers(capacity);
            int got = 0;
            auto popper = spawn([&] { return numbers.pop_for(got, std::chrono::nanoseconds::max()); });
            this_fiber::sleep_for(1ms);
            EXPECT_EQ(numbers.push_for(1, 1h), channel_status::success);
            EXPECT_EQ(popper.join(), channel_status::success);
            EXPECT_EQ(got, 1);
        }
    });
}

TEST_P(ChannelTimeout, LosesAgainstClose) {
    run([] {
        channel<int> numbers(0);
        int got = 0;
        auto popper = spawn([&] { return numbers.pop_for(got, 1h); });
        this_fiber::sleep_for(1ms);
        numbers.close();
        EXPECT_EQ(popper.join(), channel_status::closed);
        EXPECT_EQ(numbers.pop_for(got, 1h), channel_status::closed);
        EXPECT_EQ(numbers.push_for(1, 1h), channel_status::closed);

        channel<int> full(0);
        auto pusher = spawn([&] { return full.push_for(1, 1h); });
        this_fiber::sleep_for(1ms);
        full.close();
        EXPECT_EQ(pusher.join(), channel_status::closed);
    });
}

TEST_P(ChannelTimeout, OfOneWaiterDoesNotStopTheNext) {
    run([] {
        channel<int> numbers(0);
        int got = 0;
        auto impatient = spawn([&] { return numbers.pop_for(got, 1ms); });
        this_fiber::sleep_for(100us);
        auto patient = spawn([&] { return numbers.pop(); });
        this_fiber::sleep_for(2ms);
        numbers.push(5);
        EXPECT_EQ(impatient.join(), channel_status::timeout);
        EXPECT_EQ(patient.join(), 5);
    });
}

TEST_P(ChannelTimeoutBesideThreads, WorksOnPlainThreads) {
    run([] {
        channel<int> numbers(0);
        int got = 0;
        channel_status first{}, second{};
        std::thread([&] {
            first = numbers.pop_for(got, 1us);
            second = numbers.push_for(1, 1us);
        }).join();
        EXPECT_EQ(first, channel_status::timeout);
        EXPECT_EQ(second, channel_status::timeout);
    });
}

WEFT_OVER_WORKERS(ChannelTimeout);
WEFT_OVER_REAL_WORKERS(ChannelTimeoutBesideThreads);

} // namespace
} // namespace weft::test
