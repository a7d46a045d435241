// SPDX-License-Identifier: BSL-1.0
// What has to be seen on the machine's clock: the unit tests' clocks are virtual, and those stand still while a fiber is ready.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class RealClock : public OverWorkers {
protected:
    static options how() {
        options result = OverWorkers::how();
        result.time = time_source::real;
        return result;
    }
};

TEST_P(RealClock, TimersFireBesideFibersThatYieldForEver) {
    run_and_check(how(), [] {
        std::atomic<bool> stop = false;
        std::vector<fiber<void>> busy;
        for (unsigned i = 0; i < 2 * workers(); ++i)
            busy.push_back(spawn([&] {
                while (!stop) this_fiber::yield();
            }));
        const auto start = clock::now();
        for (int i = 0; i < 5; ++i) this_fiber::sleep_for(200us);
        EXPECT_GE(clock::now() - start, 1ms);
        stop = true;
        for (auto& each : busy) each.join();
    });
}

TEST_P(RealClock, TimersFireBesideFibersThatNeverHaveToWait) {
    run_and_check(how(), [] {
        std::atomic<bool> stop = false;
        std::vector<fiber<void>> busy;
        for (unsigned i = 0; i < workers(); ++i)
            busy.push_back(spawn([&] {
                channel<int> items(1);
                while (!stop) {
                    items.push(1);
                    static_cast<void>(items.pop());
                }
            }));
        for (int i = 0; i < 5; ++i) this_fiber::sleep_for(200us);
        stop = true;
        for (auto& each : busy) each.join();
    });
}

/// Turns so long that the waiter, which may compete for the lock meanwhile, must not wait for many of them. Without the kit: nobody
/// competes while fibers are observed.
TEST_P(RealClock, AMutexIsHandedOverBehindLongTurns) {
    weft::run(how(), [alone = workers() == 1] {
        const auto work = [] {
            for (const auto end = clock::now() + 200us; clock::now() < end;) {}
        };
        mutex guard;
        std::atomic<bool> stop = false;
        std::atomic<int> turns = 0;
        std::vector<fiber<void>> busy;
        busy.push_back(spawn([&] {
            while (!stop) {
                const std::lock_guard lock(guard);
                work();
                ++turns;
                this_fiber::yield();
            }
        }));
        busy.push_back(spawn([&] {
            for (; !stop; this_fiber::yield()) work();
        }));
        while (turns < 3) this_fiber::yield();
        const int before = turns;
        guard.lock();
        if (alone) { // else it is for the system to say when the waiter's worker runs
            EXPECT_LT(turns - before, 100);
        }
        guard.unlock();
        stop = true;
        for (auto& each : busy) each.join();
    });
}

WEFT_OVER_REAL_WORKERS(RealClock);

TEST(RealClockOfAPlainThread, ItSleeps) {
    const auto start = clock::now();
    this_fiber::sleep_for(1ms);
    EXPECT_GE(clock::now(), start + 1ms);
}

} // namespace
} // namespace weft::test
