// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class Latch : public OverWorkers {};

TEST_P(Latch, LetsAllGoOnceTheCountIsZero) {
    run([] {
        latch ready(3);
        int sum = 0;
        std::vector<fiber<void>> all;
        for (int i = 0; i < 4; ++i) all.push_back(spawn([&] { ready.wait(); }));
        auto counter = spawn([&] {
            sum = 1;
            ready.count_down();
            ready.count_down(2);
        });
        ready.wait();
        EXPECT_EQ(sum, 1);
        EXPECT_TRUE(ready.try_wait());
        for (auto& each : all) each.join();
        counter.join();
    });
}

TEST_P(Latch, OfZeroHoldsNobodyBack) {
    run([] {
        latch ready(0);
        ready.wait();
        EXPECT_TRUE(ready.try_wait());
        ready.count_down(0);
        ready.arrive_and_wait(0);
    });
}

TEST_P(Latch, ArriveAndWaitMeet) {
    run([] {
        latch met(5);
        std::vector<fiber<void>> all;
        for (int i = 0; i < 4; ++i) all.push_back(spawn([&] { met.arrive_and_wait(); }));
        met.arrive_and_wait();
        for (auto& each : all) each.join();
    });
}

TEST_P(Latch, AWaitThatTimesOutSaysSo) {
    run([] {
        latch ready(1);
        EXPECT_FALSE(ready.wait_for(2ms));
        EXPECT_FALSE(ready.wait_until(clock::now()));
        EXPECT_FALSE(ready.try_wait());
        ready.count_down();
        EXPECT_TRUE(ready.wait_for(0ms));
    });
}

TEST_P(Latch, RefusesBadNumbers) {
    run([] {
        EXPECT_THROW(latch(-1), std::invalid_argument);
        latch ready(1);
        EXPECT_THROW(ready.count_down(-1), std::invalid_argument);
        EXPECT_THROW(ready.count_down(2), std::invalid_argument);
        EXPECT_THROW(ready.arrive_and_wait(2), std::invalid_argument);
        EXPECT_FALSE(ready.try_wait());
        ready.count_down();
        EXPECT_THROW(ready.count_down(), std::invalid_argument);
    });
}

TEST_P(Latch, WhoeverItLetsThroughMayDestroyIt) {
    run([] {
        for (int round = 0; round < 200; ++round) {
            auto met = std::make_unique<latch>(2);
            auto other = spawn([&, raw = met.get()] { raw->arrive_and_wait(); });
            auto waiter = spawn([raw = met.get()] { raw->count_down(); });
            other.join();
            met.reset();
            waiter.join();
        }
    });
}

WEFT_OVER_WORKERS(Latch);

} // namespace
} // namespace weft::test
