// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"
#include "support/seed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <random>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class Clock : public OverWorkers {};

TEST_P(Clock, ADayOfSleepsTakesNoTime) {
    const auto real = std::chrono::steady_clock::now();
    run([] {
        const auto start = clock::now();
        for (int i = 0; i < 24 * 60; ++i) this_fiber::sleep_for(1min);
        EXPECT_EQ(clock::now() - start, 24h);
    });
    EXPECT_LT(std::chrono::steady_clock::now() - real, 60s);
}

TEST_P(Clock, NoSleepEndsEarlyAndAllEndInTheOrderOfTheirDeadlines) {
    run([] {
        std::mt19937_64 random(seed_of_test());
        std::mutex guard; // never held across a suspension
        std::vector<clock::time_point> ends;
        std::vector<fiber<void>> all;
        const auto start = clock::now();
        for (int i = 0; i < 500; ++i) {
            const auto deadline = start + std::chrono::microseconds(1 + random() % 5'000'000);
            all.push_back(spawn([&, deadline] {
                this_fiber::sleep_until(deadline);
                EXPECT_EQ(clock::now(), deadline);
                const std::lock_guard lock(guard);
                ends.push_back(deadline);
            }));
        }
        for (auto& each : all) each.join();
        EXPECT_TRUE(std::is_sorted(ends.begin(), ends.end()));
    });
}

TEST_P(Clock, AJoinWithOtherSleepersReturnsAtTheRightTime) {
    run([] {
        const auto start = clock::now();
        auto late = spawn([] { this_fiber::sleep_for(10s); });
        auto soon = spawn([] { this_fiber::sleep_for(1s); });
        soon.join();
        EXPECT_EQ(clock::now() - start, 1s);
        late.join();
        EXPECT_EQ(clock::now() - start, 10s);
    });
}

TEST_P(Clock, APastDeadlineIsAYield) {
    run([] {
        const auto start = clock::now();
        this_fiber::sleep_for(0s);
        this_fiber::sleep_for(-1s);
        this_fiber::sleep_for(std::chrono::nanoseconds::min());
        this_fiber::sleep_until(clock::time_point::min());
        EXPECT_EQ(clock::now(), start);
    });
}

TEST_P(Clock, ManySleepersOfOneDeadlineAllWake) {
    run([] {
        std::atomic<int> woken = 0;
        const auto deadline = clock::now() + 1h;
        std::vector<fiber<void>> all;
        for (int i = 0; i < 5000; ++i)
            all.push_back(spawn([&] {
                this_fiber::sleep_until(deadline);
                ++woken;
            }));
        this_fiber::sleep_until(deadline - 1ns);
        EXPECT_EQ(woken, 0);
        for (auto& each : all) each.join();
        EXPECT_EQ(woken, 5000);
    });
}

WEFT_OVER_WORKERS(Clock);

TEST(ClockOnOneWorker, EqualDeadlinesWakeInTheOrderOfTheirSleeps) {
    run_and_check({.workers = 1, .order = order::fifo, .time = time_source::virtual_time}, [] {
        std::vector<int> woken;
        const auto deadline = clock::now() + 1s;
        std::vector<fiber<void>> all;
        for (int i = 0; i < 200; ++i)
            all.push_back(spawn([&, i] {
                this_fiber::sleep_until(deadline);
                woken.push_back(i);
            }));
        for (auto& each : all) each.join();
        for (int i = 0; i < 200; ++i) EXPECT_EQ(woken[static_cast<std::size_t>(i)], i);
    });
}

TEST(ClockOnAPlainThread, IsMonotonicTime) {
    const auto before = std::chrono::steady_clock::now();
    const auto seen = clock::now();
    EXPECT_LE(before, seen);
    EXPECT_LE(seen, std::chrono::steady_clock::now());
}

} // namespace
} // namespace weft::test
