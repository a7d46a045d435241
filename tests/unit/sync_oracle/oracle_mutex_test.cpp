// SPDX-License-Identifier: BSL-1.0
#include "kits.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

template <class Kit, class Mutex>
struct of {
    using kit = Kit;
    using mutex = Mutex;
};

template <class Of>
class OracleMutex : public ::testing::Test {};
using every_mutex =
    ::testing::Types<of<weft_kit, weft::mutex>, of<boost_kit, boost::fibers::mutex>, of<weft_kit, weft::timed_mutex>,
                     of<boost_kit, boost::fibers::timed_mutex>, of<weft_kit, weft::recursive_mutex>,
                     of<boost_kit, boost::fibers::recursive_mutex>, of<weft_kit, weft::recursive_timed_mutex>,
                     of<boost_kit, boost::fibers::recursive_timed_mutex>>;
TYPED_TEST_SUITE(OracleMutex, every_mutex);

template <class Of>
class OracleTimedMutex : public ::testing::Test {};
using every_timed_mutex =
    ::testing::Types<of<weft_kit, weft::timed_mutex>, of<boost_kit, boost::fibers::timed_mutex>,
                     of<weft_kit, weft::recursive_timed_mutex>, of<boost_kit, boost::fibers::recursive_timed_mutex>>;
TYPED_TEST_SUITE(OracleTimedMutex, every_timed_mutex);

template <class Of>
class OracleRecursiveMutex : public ::testing::Test {};
using every_recursive_mutex =
    ::testing::Types<of<weft_kit, weft::recursive_mutex>, of<boost_kit, boost::fibers::recursive_mutex>,
                     of<weft_kit, weft::recursive_timed_mutex>, of<boost_kit, boost::fibers::recursive_timed_mutex>>;
TYPED_TEST_SUITE(OracleRecursiveMutex, every_recursive_mutex);

TYPED_TEST(OracleMutex, LetsOneInAtATime) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::mutex guard;
        int inside = 0, count = 0;
        const auto work = [&] {
            for (int turn = 0; turn < 50; ++turn) {
                const std::lock_guard lock(guard);
                EXPECT_EQ(++inside, 1);
                kit::yield();
                ++count;
                --inside;
            }
        };
        auto one = kit::spawn(work), two = kit::spawn(work), three = kit::spawn(work);
        one.join();
        two.join();
        three.join();
        EXPECT_EQ(count, 150);
    });
}

TYPED_TEST(OracleMutex, TryLockTakesWhatIsFree) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::mutex guard;
        EXPECT_TRUE(guard.try_lock());
        kit::spawn([&] { EXPECT_FALSE(guard.try_lock()); }).join();
        guard.unlock();
        kit::spawn([&] {
            EXPECT_TRUE(guard.try_lock());
            guard.unlock();
        }).join();
    });
}

TYPED_TEST(OracleMutex, ALockWaitsForTheUnlock) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::mutex guard;
        bool is_inside = false;
        guard.lock();
        auto waiter = kit::spawn([&] {
            const std::lock_guard lock(guard);
            is_inside = true;
        });
        kit::settle();
        EXPECT_FALSE(is_inside);
        guard.unlock();
        waiter.join();
        EXPECT_TRUE(is_inside);
    });
}

TYPED_TEST(OracleMutex, TwoAreLockedTogetherInEitherOrder) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::mutex left, right;
        int count = 0;
        const auto work = [&](auto& first, auto& second) {
            for (int turn = 0; turn < 20; ++turn) {
                const std::scoped_lock inside(first, second);
                const int seen = count;
                kit::yield();
                count = seen + 1;
            }
        };
        auto one = kit::spawn([&] { work(left, right); }), two = kit::spawn([&] { work(right, left); });
        one.join();
        two.join();
        EXPECT_EQ(count, 40);
    });
}

TYPED_TEST(OracleTimedMutex, TimesOut) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::mutex guard;
        guard.lock();
        kit::spawn([&] {
            EXPECT_FALSE(guard.try_lock_for(1ms));
            EXPECT_FALSE(guard.try_lock_until(std::chrono::steady_clock::time_point{}));
        }).join();
        guard.unlock();
        kit::spawn([&] {
            EXPECT_TRUE(guard.try_lock_for(1ms));
            guard.unlock();
        }).join();
    });
}

TYPED_TEST(OracleTimedMutex, IsHadInTime) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::mutex guard;
        guard.lock();
        auto waiter = kit::spawn([&] {
            EXPECT_TRUE(guard.try_lock_for(std::chrono::hours(1)));
            guard.unlock();
        });
        kit::sleep_for(1ms);
        guard.unlock();
        waiter.join();
    });
}

TYPED_TEST(OracleRecursiveMutex, ItsOwnerMayLockAgain) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::mutex guard;
        guard.lock();
        guard.lock();
        EXPECT_TRUE(guard.try_lock());
        guard.unlock();
        guard.unlock();
        kit::spawn([&] { EXPECT_FALSE(guard.try_lock()); }).join();
        guard.unlock();
        kit::spawn([&] {
            EXPECT_TRUE(guard.try_lock());
            guard.unlock();
        }).join();
    });
}

template <class Of>
class OracleRecursiveTimedMutex : public ::testing::Test {};
using every_recursive_timed_mutex =
    ::testing::Types<of<weft_kit, weft::recursive_timed_mutex>, of<boost_kit, boost::fibers::recursive_timed_mutex>>;
TYPED_TEST_SUITE(OracleRecursiveTimedMutex, every_recursive_timed_mutex);

TYPED_TEST(OracleRecursiveTimedMutex, ItsOwnerNeedNotWaitAgain) {
    using kit = typename TypeParam::kit;
    kit::run([] {
        typename TypeParam::mutex guard;
        EXPECT_TRUE(guard.try_lock_for(1h));
        EXPECT_TRUE(guard.try_lock_for(1h));
        guard.unlock();
        kit::spawn([&] { EXPECT_FALSE(guard.try_lock_for(1ms)); }).join();
        guard.unlock();
    });
}

} // namespace
} // namespace weft::test
