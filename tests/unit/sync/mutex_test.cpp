// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

class Mutex : public OverWorkers {};

/// What takes other threads or runtimes cannot be simulated.
class MutexBesideThreads : public Mutex {
    bool is_alone() const override { return false; }
};

TEST_P(Mutex, LetsOneFiberInAtATime) {
    run([] {
        mutex guard;
        int inside = 0, count = 0;
        std::vector<fiber<void>> all;
        for (int i = 0; i < 32; ++i)
            all.push_back(spawn([&] {
                for (int turn = 0; turn < 100; ++turn) {
                    const std::lock_guard lock(guard);
                    EXPECT_EQ(++inside, 1);
                    if (turn % 4 == 0) this_fiber::yield();
                    ++count;
                    --inside;
                }
            }));
        for (auto& each : all) each.join();
        EXPECT_EQ(count, 3200);
    });
}

TEST_P(MutexBesideThreads, LetsFibersAndPlainThreadsInOneAtATime) {
    run([] {
        mutex guard;
        int inside = 0, count = 0;
        const auto work = [&] {
            for (int turn = 0; turn < 300; ++turn) {
                const std::lock_guard lock(guard);
                EXPECT_EQ(++inside, 1);
                ++count;
                --inside;
            }
        };
        std::vector<std::thread> threads;
        for (int i = 0; i < 2; ++i) threads.emplace_back(work);
        std::vector<fiber<void>> all;
        for (int i = 0; i < 8; ++i) all.push_back(spawn(work));
        for (auto& each : all) each.join();
        for (auto& each : threads) each.join();
        EXPECT_EQ(count, 3000);
    });
}

TEST_P(Mutex, TryLockFailsWhileSomebodyElseHasIt) {
    run([] {
        mutex guard;
        EXPECT_TRUE(guard.try_lock());
        EXPECT_FALSE(spawn([&] { return guard.try_lock(); }).join());
        guard.unlock();
        EXPECT_TRUE(spawn([&] {
                        const bool taken = guard.try_lock();
                        guard.unlock();
                        return taken;
                    }).join());
    });
}

TEST_P(Mutex, IsHandedToAWaiterThatHasWaitedForLong) {
    run([] {
        mutex guard;
        bool waiter_had_it = false;
        guard.lock();
        auto waiter = spawn([&] {
            const std::lock_guard lock(guard);
            waiter_had_it = true;
        });
        this_fiber::sleep_for(std::chrono::milliseconds(2)); // the waiter has waited for more than 1 ms now
        guard.unlock();
        guard.lock(); // a newcomer may not overtake now
        EXPECT_TRUE(waiter_had_it);
        guard.unlock();
        waiter.join();
    });
}

/// The owner gives way only while it has the lock, so whoever competes always finds it taken; and the virtual clock
/// stands still.
TEST_P(Mutex, IsHandedToAWaiterThatCompetesInVain) {
    run([] {
        mutex guard;
        std::atomic<bool> waiter_had_it = false;
        guard.lock();
        auto waiter = spawn([&] {
            const std::lock_guard lock(guard);
            waiter_had_it = true;
        });
        for (int turn = 0; !waiter_had_it && turn < 1'000'000; ++turn) {
            this_fiber::yield();
            guard.unlock();
            guard.lock();
        }
        EXPECT_TRUE(waiter_had_it);
        guard.unlock();
        waiter.join();
    });
}

/// The owner unlocks and locks at once, so the oldest waiter, which has not waited for 1 ms yet, is woken and finds the
/// lock taken.
TEST_P(Mutex, WhoeverCompetesInVainStaysTheOldestWaiter) {
    run([] {
        mutex guard;
        std::vector<int> order; // guarded by it
        guard.lock();
        std::vector<fiber<void>> all;
        for (int i = 0; i < 3; ++i) {
            all.push_back(spawn([&, i] {
                const std::lock_guard lock(guard);
                order.push_back(i);
            }));
            this_fiber::sleep_for(std::chrono::microseconds(100)); // it waits now
        }
        guard.unlock();
        guard.lock();
        this_fiber::sleep_for(std::chrono::milliseconds(10));
        guard.unlock();
        for (auto& each : all) each.join();
        EXPECT_EQ(order, (std::vector<int>{0, 1, 2}));
    });
}

TEST_P(Mutex, MayBeDestroyedByTheLastToUnlock) {
    run([] {
        for (int round = 0; round < 300; ++round) {
            struct shared {
                mutex guard;
                int users = 4;
            };
            auto* const both = new shared;
            const auto use = [both] {
                both->guard.lock();
                const bool last = --both->users == 0;
                both->guard.unlock();
                if (last) delete both;
            };
            std::vector<fiber<void>> all;
            for (int i = 0; i < 4; ++i) all.push_back(spawn(use));
            for (auto& each : all) each.join();
        }
    });
}

TEST_P(MutexBesideThreads, WaitsAcrossRuntimes) {
    runtime other(how());
    mutex guard;
    int count = 0;
    const auto work = [&] {
        for (int turn = 0; turn < 200; ++turn) {
            const std::lock_guard lock(guard);
            ++count;
            if (turn % 8 == 0) this_fiber::yield();
        }
    };
    auto theirs = other.spawn(work);
    run([&] {
        auto mine = spawn(work);
        work();
        mine.join();
    });
    theirs.join();
    EXPECT_EQ(count, 600);
}

WEFT_OVER_WORKERS(Mutex);
WEFT_OVER_REAL_WORKERS(MutexBesideThreads);

} // namespace
} // namespace weft::test
