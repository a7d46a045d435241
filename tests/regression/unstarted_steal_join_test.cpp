// SPDX-License-Identifier: BSL-1.0
// With steal::unstarted a thief pinned the fiber it had claimed while the joiner looked whether the fiber was pinned: a data race.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace weft::test {
namespace {

class UnstartedStealJoin : public OverWorkers {};

TEST_P(UnstartedStealJoin, MayMeetTheThief) {
    options wanted = how();
    wanted.steal = steal::unstarted;
    run_and_check(wanted, [] {
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

WEFT_OVER_WORKERS(UnstartedStealJoin);

} // namespace
} // namespace weft::test
