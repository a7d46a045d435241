// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class Event : public OverWorkers {};
class EventBesideThreads : public OverWorkersBesideThreads {};

TEST_P(Event, SetWakesAllWhoWait) {
    run([] {
        event ready;
        std::vector<fiber<void>> all;
        for (int i = 0; i < 16; ++i) all.push_back(spawn([&] { ready.wait(); }));
        this_fiber::sleep_for(1ms); // they wait now
        ready.set();
        for (auto& each : all) each.join();
        EXPECT_TRUE(ready.is_set());
    });
}

/// Seen where the order of the ready fibers is promised.
TEST(EventOrder, SetWakesThoseWhoWaitInTheOrderInWhichTheyCame) {
    const auto body = [] {
        event ready;
        mutex guard;
        std::vector<int> woken;
        std::vector<fiber<void>> all;
        for (int i = 0; i < 8; ++i)
            all.push_back(spawn([&, i] {
                ready.wait();
                const std::lock_guard lock(guard); // nobody waits for it
                woken.push_back(i);
            }));
        this_fiber::sleep_for(1ms); // they wait now
        ready.set();
        for (auto& each : all) each.join();
        EXPECT_EQ(woken, (std::vector{0, 1, 2, 3, 4, 5, 6, 7}));
    };
    testing::fiber_test_options how;
    how.runtime.order = order::fifo;
    testing::expect_clean({1}, body, how);
}

TEST_P(Event, StaysSetUntilItIsReset) {
    run([] {
        event ready;
        EXPECT_FALSE(ready.is_set());
        ready.set();
        ready.set();
        ready.wait();
        ready.wait();
        ready.reset();
        EXPECT_FALSE(ready.is_set());
        EXPECT_FALSE(ready.wait_for(1ms));
    });
}

TEST_P(Event, SetAndResetAtOnceStillWakeThoseWhoWaited) {
    run([] {
        event ready;
        std::vector<fiber<void>> all;
        for (int i = 0; i < 8; ++i) all.push_back(spawn([&] { ready.wait(); }));
        this_fiber::sleep_for(1ms); // they wait now
        ready.set();
        ready.reset();
        for (auto& each : all) each.join();
        EXPECT_FALSE(ready.is_set());
    });
}

TEST_P(Event, AWaitThatTimesOutSaysSo) {
    run([] {
        event ready;
        const auto begin = clock::now();
        EXPECT_FALSE(ready.wait_for(3ms));
        EXPECT_GE(clock::now() - begin, 3ms);
        EXPECT_FALSE(ready.wait_until(begin));
        EXPECT_FALSE(ready.wait_for(-1h));
        ready.set();
        EXPECT_TRUE(ready.wait_for(0ms));
        EXPECT_TRUE(ready.wait_until(begin));
        EXPECT_TRUE(ready.wait_for(std::chrono::nanoseconds::max()));
    });
}

TEST_P(Event, AWaitThatIsSetInTimeSaysSo) {
    run([] {
        event ready;
        auto setter = spawn([&] {
            this_fiber::sleep_for(1ms);
            ready.set();
        });
        EXPECT_TRUE(ready.wait_for(1h));
        setter.join();
    });
}

TEST_P(Event, WhoeverItLetsThroughMayDestroyIt) {
    run([] {
        for (int round = 0; round < 200; ++round) {
            auto ready = std::make_unique<event>();
            auto waiter = spawn([&] {
                ready->wait();
                ready.reset();
            });
            if (round % 2 == 0) this_fiber::yield();
            ready->set();
            waiter.join();
        }
    });
}

TEST_P(EventBesideThreads, PlainThreadsWaitAndSet) {
    run([] {
        event there, back;
        std::thread other([&] {
            there.wait();
            back.set();
        });
        there.set();
        back.wait();
        other.join();
    });
}

WEFT_OVER_WORKERS(Event);
WEFT_OVER_REAL_WORKERS(EventBesideThreads);

} // namespace
} // namespace weft::test
