// SPDX-License-Identifier: BSL-1.0
// What weft's and Boost.Fiber's channels promise both: without room, of one slot and of three.
#include "channel_kits.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <memory>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

template <class Of>
class OracleChannel : public ::testing::Test {
protected:
    template <class T>
    using channel = typename Of::template channel<T>;

    /// As many items as there is room for; 0, 1, 2 ...
    static void fill(channel<int>& numbers) {
        for (std::size_t i = 0; i < Of::k_room; ++i) EXPECT_EQ(numbers.push(static_cast<int>(i)), outcome::success);
    }
    static void expect_rest(channel<int>& numbers) {
        int got = -1;
        for (std::size_t i = 0; i < Of::k_room; ++i) {
            EXPECT_EQ(numbers.pop_for(got, 1ms), outcome::success);
            EXPECT_EQ(got, static_cast<int>(i));
        }
    }
};
using every_channel = ::testing::Types<weft_channels<0>, boost_channels<0>, weft_channels<1>, boost_channels<1>,
                                       weft_channels<3>, boost_channels<3>>;
TYPED_TEST_SUITE(OracleChannel, every_channel);

TYPED_TEST(OracleChannel, KeepsTheOrderAndARangeForEndsWithClose) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::template channel<int> numbers;
        auto pusher = kit::spawn([&] {
            for (int i = 0; i < 50; ++i) EXPECT_EQ(numbers.push(i), outcome::success);
            kit::
                // until the last is popped: Boost's rendezvous calls a push that is resumed after close() failed
                settle();
            numbers.close();
        });
        int next = 0;
        for (const int number : numbers) EXPECT_EQ(number, next++);
        EXPECT_EQ(next, 50);
        pusher.join();
    });
}

TYPED_TEST(OracleChannel, CarriesMoveOnlyItems) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::template channel<std::unique_ptr<int>> items;
        auto pusher = kit::spawn([&] { EXPECT_EQ(items.push(std::make_unique<int>(7)), outcome::success); });
        std::unique_ptr<int> got;
        EXPECT_EQ(items.pop(got), outcome::success);
        EXPECT_EQ(*got, 7);
        pusher.join();
    });
}

TYPED_TEST(OracleChannel, APushWaitsWhileThereIsNoRoom) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::template channel<int> numbers;
        TestFixture::fill(numbers);
        bool is_pushed = false;
        auto pusher = kit::spawn([&] {
            EXPECT_EQ(numbers.push(7), outcome::success);
            is_pushed = true;
        });
        kit::settle();
        EXPECT_FALSE(is_pushed);
        TestFixture::expect_rest(numbers);
        int got = 0;
        EXPECT_EQ(numbers.pop(got), outcome::success);
        EXPECT_EQ(got, 7);
        pusher.join();
    });
}

TYPED_TEST(OracleChannel, APopWaitsWhileThereIsNoItem) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::template channel<int> numbers;
        int got = 0;
        auto popper = kit::spawn([&] { EXPECT_EQ(numbers.pop(got), outcome::success); });
        kit::settle();
        EXPECT_EQ(got, 0);
        EXPECT_EQ(numbers.push(7), outcome::success);
        popper.join();
        EXPECT_EQ(got, 7);
    });
}

TYPED_TEST(OracleChannel, AfterCloseNothingGoesIn) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::template channel<int> numbers;
        EXPECT_FALSE(numbers.is_closed());
        numbers.close();
        numbers.close();
        EXPECT_TRUE(numbers.is_closed());
        EXPECT_EQ(numbers.push(1), outcome::closed);
        EXPECT_EQ(numbers.push_for(1, 1ms), outcome::closed);
        int got = 0;
        EXPECT_EQ(numbers.pop(got), outcome::closed);
        EXPECT_EQ(numbers.pop_for(got, 1ms), outcome::closed);
    });
}

TYPED_TEST(OracleChannel, CloseFailsThePushesThatWait) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::template channel<int> numbers;
        TestFixture::fill(numbers);
        auto one = kit::spawn([&] { EXPECT_EQ(numbers.push(7), outcome::closed); });
        auto two = kit::spawn([&] { EXPECT_EQ(numbers.push(8), outcome::closed); });
        kit::settle();
        numbers.close();
        one.join();
        two.join();
        if (TypeParam::k_room == 0) return; // Boost's gives the item of the push that failed to the next pop
        int got = 0;
        TestFixture::expect_rest(numbers); // what was in stays
        EXPECT_EQ(numbers.pop(got), outcome::closed);
    });
}

TYPED_TEST(OracleChannel, CloseEndsThePopsThatWait) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::template channel<int> numbers;
        const auto wait = [&] {
            int got = 0;
            EXPECT_EQ(numbers.pop(got), outcome::closed);
        };
        auto one = kit::spawn(wait), two = kit::spawn(wait);
        kit::settle();
        numbers.close();
        one.join();
        two.join();
    });
}

TYPED_TEST(OracleChannel, TimeoutsLeaveNothingBehind) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::template channel<int> numbers;
        int got = 7;
        EXPECT_EQ(numbers.pop_for(got, 1ms), outcome::timeout);
        EXPECT_EQ(got, 7);
        TestFixture::fill(numbers);
        EXPECT_EQ(numbers.push_for(9, 1ms), outcome::timeout);
        TestFixture::expect_rest(numbers);
        EXPECT_EQ(numbers.pop_for(got, 1ms), outcome::timeout);
    });
}

TYPED_TEST(OracleChannel, ItemsComeInTime) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::template channel<int> numbers;
        int got = 0;
        auto popper = kit::spawn([&] { EXPECT_EQ(numbers.pop_for(got, 1h), outcome::success); });
        kit::settle();
        EXPECT_EQ(numbers.push_for(7, 1h), outcome::success);
        popper.join();
        EXPECT_EQ(got, 7);
    });
}

TYPED_TEST(OracleChannel, BringsEachItemOnceInTheOrderOfItsProducer) {
    using kit = typename TypeParam::kit;
    constexpr int k_each = 60;
    kit::run([] {
        typename TypeParam::template channel<std::pair<int, int>> items;
        std::map<int, std::vector<int>> seen_of[2];
        const auto push = [&](int who) {
            for (int i = 0; i < k_each; ++i) EXPECT_EQ(items.push({who, i}), outcome::success);
        };
        const auto pop = [&](std::map<int, std::vector<int>>& seen) {
            std::pair<int, int> got;
            while (items.pop(got) == outcome::success) seen[got.first].push_back(got.second);
        };
        auto first = kit::spawn([&] { pop(seen_of[0]); }), second = kit::spawn([&] { pop(seen_of[1]); });
        auto a = kit::spawn([&] { push(0); }), b = kit::spawn([&] { push(1); }), c = kit::spawn([&] { push(2); });
        a.join();
        b.join();
        c.join();
        items.close();
        first.join();
        second.join();
        for (int who = 0; who < 3; ++who) {
            auto& mine = seen_of[0][who];
            auto& others = seen_of[1][who];
            EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
            EXPECT_TRUE(std::is_sorted(others.begin(), others.end()));
            std::vector<int> all;
            std::merge(mine.begin(), mine.end(), others.begin(), others.end(), std::back_inserter(all));
            ASSERT_EQ(all.size(), static_cast<std::size_t>(k_each));
            for (int i = 0; i < k_each; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)], i);
        }
    });
}

template <class Of>
class OracleBufferedChannel : public OracleChannel<Of> {};
using every_buffered_channel =
    ::testing::Types<weft_channels<1>, boost_channels<1>, weft_channels<3>, boost_channels<3>>;
TYPED_TEST_SUITE(OracleBufferedChannel, every_buffered_channel);

TYPED_TEST(OracleBufferedChannel, ATryNeverWaits) {
    TypeParam::kit::run([] {
        typename TypeParam::template channel<int> numbers;
        int got = 7;
        EXPECT_EQ(numbers.try_pop(got), outcome::empty);
        EXPECT_EQ(got, 7);
        for (std::size_t i = 0; i < TypeParam::k_room; ++i)
            EXPECT_EQ(numbers.try_push(static_cast<int>(i)), outcome::success);
        EXPECT_EQ(numbers.try_push(9), outcome::full);
        EXPECT_EQ(numbers.try_pop(got), outcome::success);
        EXPECT_EQ(got, 0);
        numbers.close();
        EXPECT_EQ(numbers.try_push(9), outcome::closed);
    });
}

TYPED_TEST(OracleBufferedChannel, AnItemThatFindsNoRoomStaysWithItsPusher) {
    TypeParam::kit::run([] {
        typename TypeParam::template channel<std::unique_ptr<int>> items;
        for (std::size_t i = 0; i < TypeParam::k_room; ++i) EXPECT_EQ(items.push(nullptr), outcome::success);
        auto item = std::make_unique<int>(7);
        EXPECT_EQ(items.try_push(std::move(item)), outcome::full);
        EXPECT_EQ(items.push_for(std::move(item), 1ms), outcome::timeout);
        items.close();
        EXPECT_EQ(items.try_push(std::move(item)), outcome::closed);
        EXPECT_EQ(*item, 7);
    });
}

TYPED_TEST(OracleBufferedChannel, CloseDrains) {
    TypeParam::kit::run([] {
        typename TypeParam::template channel<int> numbers;
        TestFixture::fill(numbers);
        numbers.close();
        TestFixture::expect_rest(numbers);
        int got = 0;
        EXPECT_EQ(numbers.try_pop(got), outcome::closed);
        EXPECT_EQ(numbers.pop(got), outcome::closed);
    });
}

} // namespace
} // namespace weft::test
