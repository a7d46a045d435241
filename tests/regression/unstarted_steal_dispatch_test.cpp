// SPDX-License-Identifier: BSL-1.0
// With steal::unstarted a fiber that launch::dispatch had started could continue on another worker.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace weft::test {
namespace {

class UnstartedStealDispatch : public OverWorkers {};

TEST_P(UnstartedStealDispatch, KeepsTheStartedFiberOnItsWorker) {
    options wanted = how();
    wanted.steal = steal::unstarted;
    run_and_check(wanted, [] {
        std::vector<fiber<void>> all;
        for (int i = 0; i < 64; ++i)
            all.push_back(spawn({.policy = launch::dispatch}, [] {
                const unsigned here = worker_here();
                for (int turn = 0; turn < 200; ++turn) {
                    this_fiber::yield();
                    ASSERT_EQ(worker_here(), here);
                }
            }));
        for (auto& each : all) each.join();
    });
}

WEFT_OVER_WORKERS(UnstartedStealDispatch);

} // namespace
} // namespace weft::test
