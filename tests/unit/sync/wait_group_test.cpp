// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <stdexcept>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class WaitGroup : public OverWorkers {};

TEST_P(WaitGroup, WaitsUntilAllIsDone) {
    run([] {
        wait_group work;
        std::vector<int> results(16);
        work.add(16);
        std::vector<fiber<void>> all;
        for (int i = 0; i < 16; ++i)
            all.push_back(spawn([&, i] {
                results[static_cast<std::size_t>(i)] = i + 1;
                work.done();
            }));
        work.wait();
        for (int i = 0; i < 16; ++i) EXPECT_EQ(results[static_cast<std::size_t>(i)], i + 1);
        for (auto& each : all) each.join();
    });
}

TEST_P(WaitGroup, MayBeUsedAgain) {
    run([] {
        wait_group work;
        work.wait(); // nothing to do
        for (int round = 0; round < 3; ++round) {
            work.add();
            auto worker = spawn([&] { work.done(); });
            work.wait();
            worker.join();
        }
    });
}

TEST_P(WaitGroup, AWaitThatTimesOutSaysSo) {
    run([] {
        wait_group work;
        work.add();
        EXPECT_FALSE(work.wait_for(2ms));
        EXPECT_FALSE(work.wait_until(clock::now()));
        work.done();
        EXPECT_TRUE(work.wait_for(0ms));
    });
}

TEST_P(WaitGroup, RefusesBadNumbers) {
    run([] {
        wait_group work;
        EXPECT_THROW(work.done(), std::logic_error);
        EXPECT_THROW(work.add(-1), std::invalid_argument);
        work.add(std::numeric_limits<std::ptrdiff_t>::max());
        EXPECT_THROW(work.add(), std::overflow_error);
    });
}

TEST_P(WaitGroup, WhoeverItLetsThroughMayDestroyIt) {
    run([] {
        for (int round = 0; round < 200; ++round) {
            auto work = std::make_unique<wait_group>();
            work->add();
            auto worker = spawn([raw = work.get()] { raw->done(); });
            work->wait();
            work.reset();
            worker.join();
        }
    });
}

WEFT_OVER_WORKERS(WaitGroup);

} // namespace
} // namespace weft::test
