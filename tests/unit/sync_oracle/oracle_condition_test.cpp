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
