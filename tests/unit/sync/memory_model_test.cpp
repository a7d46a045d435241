// SPDX-License-Identifier: BSL-1.0
// The rows of docs/memory_model.md about the sync primitives and fibers.
#include "support/happens_before.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <shared_mutex>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

template <class Mutex>
constexpr auto k_lock = [](Mutex& guard) { guard.lock(); };
template <class Mutex>
constexpr auto k_unlock = [](Mutex& guard) { guard.unlock(); };

TEST_P(HappensBefore, MutexUnlockToLock) { proves_exclusion<mutex>(k_lock<mutex>, k_unlock<mutex>); }
TEST_P(HappensBefore, TimedMutexUnlockToTryLockFor) {
    proves_exclusion<timed_mutex>([](timed_mutex& guard) { ASSERT_TRUE(guard.try_lock_for(std::chrono::hours(1))); },
                                  k_unlock<timed_mutex>);
}
TEST_P(HappensBefore, RecursiveMutexUnlockToLock) {
    proves_exclusion<recursive_mutex>(k_lock<recursive_mutex>, k_unlock<recursive_mutex>);
}
TEST_P(HappensBefore, SharedMutexUnlockToLock) {
    proves_exclusion<shared_mutex>(k_lock<shared_mutex>, k_unlock<shared_mutex>);
}

TEST_P(HappensBefore, SharedMutexUnlockToLockSharedAndBack) {
    run([] {
        shared_mutex guard;
        int value = 0, seen = 0;
        auto reader = spawn([&] {
            for (int round = 0; round < k_rounds; ++round) {
                const std::shared_lock reading(guard);
                seen = value;
                this_fiber::yield();
            }
        });
        for (int round = 0; round < k_rounds; ++round) {
            const std::lock_guard writing(guard);
            ++value;
            EXPECT_LE(seen, value);
        }
        reader.join();
    });
}

TEST_P(HappensBefore, SemaphoreReleaseToAcquire) {
    struct objects {
        counting_semaphore<> permits{0};
    };
    proves<objects>([](objects& o) { o.permits.release(); }, [](objects& o) { o.permits.acquire(); });
}

TEST_P(HappensBefore, EventSetToWait) {
    proves<event>([](event& e) { e.set(); }, [](event& e) { e.wait(); });
}

TEST_P(HappensBefore, EventSetToIsSet) {
    proves<event>([](event& e) { e.set(); },
                  [](event& e) {
                      while (!e.is_set()) this_fiber::yield();
                  });
}

TEST_P(HappensBefore, LatchCountDownToWait) {
    struct objects {
        latch ready{1};
    };
    proves<objects>([](objects& o) { o.ready.count_down(); }, [](objects& o) { o.ready.wait(); });
}

TEST_P(HappensBefore, WaitGroupDoneToWait) {
    struct objects {
        wait_group work;
        objects() { work.add(); }
    };
    proves<objects>([](objects& o) { o.work.done(); }, [](objects& o) { o.work.wait(); });
}

TEST_P(HappensBefore, BarrierArriveToCompletionToWait) {
    run([] {
        int parts[2] = {0, 0}, sum = 0;
        const auto add = [&]() noexcept { sum += parts[0] + parts[1]; };
        barrier step(2, add);
        const auto work = [&](int& mine) {
            for (int round = 1; round <= k_rounds; ++round) {
                mine = 1;
                step.arrive_and_wait();
                EXPECT_EQ(sum, 2 * round);
            }
        };
        auto other = spawn([&] { work(parts[0]); });
        work(parts[1]);
        other.join();
    });
}

TEST_P(HappensBefore, PromiseSetValueToGet) {
    struct objects {
        promise<void> made;
        future<void> kept = made.get_future();
    };
    proves<objects>([](objects& o) { o.made.set_value(); }, [](objects& o) { o.kept.get(); });
}

TEST_P(HappensBefore, PackagedTaskCallToGet) {
    run([] {
        int news = 0;
        packaged_task<void()> task([&] { news = 1; });
        auto told = task.get_future();
        auto caller = spawn([&] { task(); });
        told.get();
        EXPECT_EQ(news, 1);
        caller.join();
    });
}

TEST_P(HappensBefore, ConditionNotifyToWait) {
    struct objects {
        mutex guard;
        condition_variable changed;
        bool ready = false;
    };
    proves<objects>(
        [](objects& o) {
            const std::lock_guard lock(o.guard);
            o.ready = true;
            o.changed.notify_one();
        },
        [](objects& o) {
            std::unique_lock lock(o.guard);
            o.changed.wait(lock, [&] { return o.ready; });
        });
}

TEST_P(HappensBefore, CallOnceToEveryReturn) {
    run([] {
        for (int round = 0; round < k_rounds; ++round) {
            once_flag flag;
            int value = 0;
            const auto use = [&] {
                call_once(flag, [&] { value = 1; });
                EXPECT_EQ(value, 1);
            };
            auto other = spawn(use);
            use();
            other.join();
        }
    });
}

TEST_P(HappensBefore, SpawnToBodyAndBodyToJoin) {
    run([] {
        for (int round = 0; round < k_rounds; ++round) {
            int value = 1;
            auto child = spawn([&] {
                EXPECT_EQ(value, 1);
                value = 2;
            });
            child.join();
            EXPECT_EQ(value, 2);
        }
    });
}

WEFT_OVER_WORKERS(HappensBefore);

} // namespace
} // namespace weft::test
