// SPDX-License-Identifier: BSL-1.0
#include "kits.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

template <class Kit, class Condition, class Mutex>
struct pair_of {
    using kit = Kit;
    using condition = Condition;
    using mutex = Mutex;
};

template <class Of>
class OracleCondition : public ::testing::Test {};
using every_condition = ::testing::Types<pair_of<weft_kit, weft_kit::condition_variable, weft_kit::mutex>,
                                         pair_of<boost_kit, boost_kit::condition_variable, boost_kit::mutex>,
                                         pair_of<weft_kit, weft_kit::condition_variable_any, weft_kit::timed_mutex>,
                                         pair_of<boost_kit, boost_kit::condition_variable_any, boost_kit::timed_mutex>>;
TYPED_TEST_SUITE(OracleCondition, every_condition);

TYPED_TEST(OracleCondition, BringsItemsFromOneToTheOther) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::mutex guard;
        typename TypeParam::condition changed;
        std::vector<int> items;
        int sum = 0;
        auto taker = kit::spawn([&] {
            for (int i = 0; i < 20; ++i) {
                std::unique_lock lock(guard);
                changed.wait(lock, [&] { return !items.empty(); });
                sum += items.back();
                items.pop_back();
            }
        });
        for (int i = 0; i < 20; ++i) {
            {
                const std::lock_guard lock(guard);
                items.push_back(i);
            }
            changed.notify_one();
            if (i % 3 == 0) kit::yield();
        }
        taker.join();
        EXPECT_EQ(sum, 190);
    });
}

TYPED_TEST(OracleCondition, NotifyAllWakesAll) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::mutex guard;
        typename TypeParam::condition changed;
        bool go = false;
        const auto wait = [&] {
            std::unique_lock lock(guard);
            changed.wait(lock, [&] { return go; });
        };
        auto one = kit::spawn(wait), two = kit::spawn(wait), three = kit::spawn(wait);
        kit::sleep_for(1ms);
        {
            const std::lock_guard lock(guard);
            go = true;
        }
        changed.notify_all();
        one.join();
        two.join();
        three.join();
    });
}

TYPED_TEST(OracleCondition, NotifyOneLetsOneGo) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::mutex guard;
        typename TypeParam::condition changed;
        int permits = 0, gone = 0;
        const auto wait = [&] {
            std::unique_lock lock(guard);
            changed.wait(lock, [&] { return permits != 0; });
            --permits;
            ++gone;
        };
        auto one = kit::spawn(wait), two = kit::spawn(wait), three = kit::spawn(wait);
        for (int wanted = 1; wanted <= 3; ++wanted) {
            kit::settle();
            {
                const std::lock_guard lock(guard);
                EXPECT_EQ(gone, wanted - 1);
                ++permits;
            }
            changed.notify_one();
        }
        one.join();
        two.join();
        three.join();
        EXPECT_EQ(gone, 3);
    });
}

TYPED_TEST(OracleCondition, ANotificationWithoutWaitersIsForgotten) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::mutex guard;
        typename TypeParam::condition changed;
        changed.notify_one();
        changed.notify_all();
        std::unique_lock lock(guard);
        EXPECT_EQ(changed.wait_for(lock, 1ms), kit::k_timeout);
    });
}

TYPED_TEST(OracleCondition, AWaitIsNotifiedInTime) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::mutex guard;
        typename TypeParam::condition changed;
        bool is_done = false;
        std::unique_lock lock(guard);
        auto teller = kit::spawn([&] {
            const std::lock_guard inside(guard);
            is_done = true;
            changed.notify_one();
        });
        EXPECT_TRUE(changed.wait_for(lock, 1h, [&] { return is_done; }));
        EXPECT_TRUE(lock.owns_lock());
        lock.unlock();
        teller.join();
    });
}

TYPED_TEST(OracleCondition, AWaitThatTimesOutHasTheLockAgain) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::mutex guard;
        typename TypeParam::condition changed;
        std::unique_lock lock(guard);
        EXPECT_EQ(changed.wait_for(lock, 1ms), kit::k_timeout);
        EXPECT_TRUE(lock.owns_lock());
        kit::spawn([&] { EXPECT_FALSE(guard.try_lock()); }).join();
        EXPECT_FALSE(changed.wait_for(lock, 1ms, [] { return false; }));
        EXPECT_TRUE(changed.wait_until(lock, std::chrono::steady_clock::time_point{}, [] { return true; }));
    });
}

} // namespace
} // namespace weft::test
