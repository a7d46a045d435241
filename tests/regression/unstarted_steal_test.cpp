// SPDX-License-Identifier: BSL-1.0
// With steal::unstarted a fiber that launch::dispatch had started could continue on another worker; and a thief pinned
// the fiber it had claimed while the joiner looked whether the fiber was pinned: a data race.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace weft::test {
namespace {

class UnstartedSteal : public OverWorkers {
protected:
    template <class Fn>
    void run_unstarted(Fn&& fn) {
        options wanted = how();
        wanted.steal = steal::unstarted;
        run_and_check(wanted, fn);
    }
};

TEST_P(UnstartedSteal, KeepsADispatchedFiberOnItsWorker) {
    run_unstarted([] {
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

TEST_P(UnstartedSteal, LetsAJoinerMeetTheThief) {
    run_unstarted([] {
        for (int round = 0; round < 500; ++round) {
            std::vector<fiber<int>> all;
            for (int i = 0; i < 8; ++i)
                all.push_back(spawn([i] {
                    const unsigned here = worker_here();
                    this_fiber::yield();
                    EXPECT_EQ(worker_here(), here);
                    return i;
                }));
            for (int i = 0; i < 8; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)].join(), i);
        }
    });
}

WEFT_OVER_WORKERS(UnstartedSteal);

} // namespace
} // namespace weft::test
