// SPDX-License-Identifier: BSL-1.0
// order::fifo promises the order of asyncio.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace weft::test {
namespace {

template <class Fn>
void in_order(Fn&& fn) {
    run_and_check({.workers = 1, .order = order::fifo, .time = time_source::virtual_time}, fn);
}

TEST(FifoOrder, SpawnedFibersStartFirstInFirstOut) {
    in_order([] {
        std::vector<int> started;
        std::vector<fiber<void>> all;
        for (int i = 0; i < 1000; ++i) all.push_back(spawn([&, i] { started.push_back(i); }));
        for (auto& each : all) each.join();
        for (int i = 0; i < 1000; ++i) ASSERT_EQ(started[static_cast<std::size_t>(i)], i);
    });
}

TEST(FifoOrder, HoldsBeyondTheRing) {
    in_order([] {
        constexpr int k_fibers = static_cast<int>(detail::k_ring) + 10'000;
        std::vector<int> started;
        // The first one spawns another when the ring has room again.
        spawn([&] {
            started.push_back(0);
            spawn([&] { started.push_back(k_fibers); }).detach();
        }).detach();
        for (int i = 1; i < k_fibers; ++i) spawn([&, i] { started.push_back(i); }).detach();
        this_fiber::yield();
        ASSERT_EQ(started.size(), std::size_t{k_fibers}); // that one was spawned after the yield
        for (int i = 0; i < k_fibers; ++i) ASSERT_EQ(started[static_cast<std::size_t>(i)], i);
        this_fiber::yield();
        EXPECT_EQ(started.size(), std::size_t{k_fibers} + 1);
        EXPECT_EQ(started.back(), k_fibers);
    });
}

TEST(FifoOrder, YieldIsOneTripThroughTheQueue) {
    in_order([] {
        std::string log;
        auto a = spawn([&] {
            log += "a1 ";
            this_fiber::yield();
            log += "a2 ";
        });
        auto b = spawn([&] {
            log += "b1 ";
            this_fiber::yield();
            log += "b2 ";
        });
        this_fiber::yield();
        log += "main ";
        this_fiber::yield();
        log += "main ";
        a.join();
        b.join();
        EXPECT_EQ(log, "a1 b1 main a2 b2 main ");
    });
}

TEST(FifoOrder, SpawnAndCallsDoNotYield) {
    in_order([] {
        bool ran = false;
        auto child = spawn([&] { ran = true; });
        EXPECT_FALSE(ran);
        channel<int> numbers(2);
        numbers.push(1);
        EXPECT_EQ(numbers.pop(), 1);
        mutex guard;
        guard.lock();
        guard.unlock();
        EXPECT_FALSE(ran);
        child.join();
    });
}

TEST(FifoOrder, YieldComesBeforeADueTimer) {
    in_order([] {
        std::string log;
        auto sleeper = spawn([&] {
            this_fiber::sleep_for(std::chrono::milliseconds(1));
            log += "timer ";
        });
        auto yielder = spawn([&] {
            this_fiber::yield();
            log += "yield ";
        });
        sleeper.join();
        yielder.join();
        EXPECT_EQ(log, "yield timer ");
    });
}

TEST(FifoOrder, WokenFibersQueueBehindTheReadyOnes) {
    in_order([] {
        std::string log;
        channel<int> numbers(1);
        auto waiter = spawn([&] {
            numbers.pop();
            log += "woken ";
        });
        this_fiber::yield();
        auto other = spawn([&] { log += "ready "; });
        numbers.push(1);
        this_fiber::yield();
        log += "main";
        waiter.join();
        other.join();
        EXPECT_EQ(log, "ready woken main");
    });
}

TEST(FifoOrder, HoldsWhileManyYieldBeyondTheRing) {
    in_order([] {
        constexpr int k_fillers = static_cast<int>(detail::k_ring);
        constexpr int k_yielders = 1000;
        constexpr int k_all = k_fillers + 2 * k_yielders;
        std::vector<int> seen;
        const auto spawn_yielders = [&](int first) {
            for (int i = first; i < first + k_yielders; ++i)
                spawn([&, i] {
                    this_fiber::yield();
                    seen.push_back(i);
                }).detach();
        };
        spawn_yielders(k_fillers); // they start first, and go on behind all that is queued by then
        for (int i = 0; i < k_fillers; ++i) spawn([&, i] { seen.push_back(i); }).detach();
        spawn_yielders(k_fillers + k_yielders);
        while (seen.size() < k_all) this_fiber::yield();
        for (int i = 0; i < k_all; ++i) ASSERT_EQ(seen[static_cast<std::size_t>(i)], i);
    });
}

} // namespace
} // namespace weft::test
