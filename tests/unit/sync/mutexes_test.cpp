// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <mutex>
#include <type_traits>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

/// What a mutex with timeouts promises, whichever it is.
template <class Mutex>
void times_out_while_another_has_it() {
    Mutex guard;
    guard.lock();
    EXPECT_FALSE(spawn([&] { return guard.try_lock_for(2ms); }).join());
    EXPECT_FALSE(spawn([&] { return guard.try_lock_for(-1ms); }).join());
    EXPECT_FALSE(spawn([&] { return guard.try_lock_until(clock::now()); }).join());
    guard.unlock();
    EXPECT_TRUE(spawn([&] {
                    const std::unique_lock lock(guard, 1ms);
                    return lock.owns_lock();
                }).join());
}

template <class Mutex>
void gets_it_in_time() {
    Mutex guard;
    guard.lock();
    auto waiter = spawn([&] {
        const std::unique_lock lock(guard, std::chrono::hours(1));
        return lock.owns_lock();
    });
    this_fiber::sleep_for(1ms); // it waits now
    guard.unlock();
    EXPECT_TRUE(waiter.join());
}

/// Waiters come, give up and come again while the lock goes round: nobody is forgotten.
template <class Mutex>
void forgets_nobody_when_some_give_up() {
    Mutex guard;
    int count = 0, taken = 0;
    std::vector<fiber<void>> all;
    for (int i = 0; i < 12; ++i)
        all.push_back(spawn([&, i] {
            for (int turn = 0; turn < 30; ++turn) {
                std::unique_lock<Mutex> lock(guard, std::defer_lock);
                if (i % 2 == 0)
                    lock.lock();
                else if (!lock.try_lock_for(std::chrono::microseconds(turn)))
                    continue;
                ++count;
                ++taken;
                if (turn % 3 == 0) this_fiber::sleep_for(10us);
                --taken;
                EXPECT_EQ(taken, 0);
            }
        }));
    for (auto& each : all) each.join();
    EXPECT_GE(count, 6 * 30);
    EXPECT_TRUE(guard.try_lock());
    guard.unlock();
}

class TimedMutex : public OverWorkers {};

TEST_P(TimedMutex, TimesOutWhileAnotherHasIt) { run(times_out_while_another_has_it<timed_mutex>); }
TEST_P(TimedMutex, GetsItInTime) { run(gets_it_in_time<timed_mutex>); }
TEST_P(TimedMutex, ForgetsNobodyWhenSomeGiveUp) { run(forgets_nobody_when_some_give_up<timed_mutex>); }

WEFT_OVER_WORKERS(TimedMutex);

class RecursiveMutex : public OverWorkers {};

TEST_P(RecursiveMutex, MayBeLockedAgainByItsOwner) {
    run([] {
        recursive_mutex guard;
        guard.lock();
        guard.lock();
        EXPECT_TRUE(guard.try_lock());
        guard.unlock();
        guard.unlock();
        EXPECT_FALSE(spawn([&] { return guard.try_lock(); }).join());
        guard.unlock();
        EXPECT_TRUE(spawn([&] {
                        const std::unique_lock lock(guard, std::try_to_lock);
                        return lock.owns_lock();
                    }).join());
    });
}

TEST_P(RecursiveMutex, LetsOneFiberInAtATime) {
    run([] {
        recursive_mutex guard;
        int inside = 0;
        std::vector<fiber<void>> all;
        for (int i = 0; i < 8; ++i)
            all.push_back(spawn([&] {
                for (int turn = 0; turn < 50; ++turn) {
                    const std::lock_guard outer(guard);
                    EXPECT_EQ(++inside, 1);
                    this_fiber::yield(); // maybe to another worker
                    const std::lock_guard inner(guard);
                    --inside;
                }
            }));
        for (auto& each : all) each.join();
    });
}

TEST_P(RecursiveMutex, TheTimedOneTimesOutWhileAnotherHasIt) {
    run(times_out_while_another_has_it<recursive_timed_mutex>);
}
TEST_P(RecursiveMutex, TheTimedOneGetsItInTime) { run(gets_it_in_time<recursive_timed_mutex>); }

TEST_P(RecursiveMutex, TheTimedOneMayBeLockedAgainByItsOwner) {
    run([] {
        recursive_timed_mutex guard;
        guard.lock();
        EXPECT_TRUE(guard.try_lock_for(1ms));
        EXPECT_TRUE(guard.try_lock_until(clock::now()));
        EXPECT_TRUE(guard.try_lock());
        for (int i = 0; i < 4; ++i) guard.unlock();
        EXPECT_TRUE(spawn([&] {
                        const bool taken = guard.try_lock();
                        guard.unlock();
                        return taken;
                    }).join());
    });
}

WEFT_OVER_WORKERS(RecursiveMutex);

} // namespace
} // namespace weft::test
