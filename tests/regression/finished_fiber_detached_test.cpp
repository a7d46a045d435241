// SPDX-License-Identifier: BSL-1.0
// detach() of a finished fiber destroyed the untaken result and then gave the record to the worker where it had begun: when
// the destructor suspended, that was another thread's by then, and a record was handed out twice.
#include "support/over_workers.hpp"
#include "support/stress.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace weft::test {
namespace {

class FinishedFiberDetached : public OverWorkers {};

void detach_one_whose_result_suspends() {
    auto ended = spawn([] {
        return spawn([] { // joined by the destructor of its handle
            this_fiber::sleep_for(std::chrono::microseconds(50));
            this_fiber::yield();
        });
    });
    while (!ended.done()) this_fiber::yield();
    const detail::fiber_record* const record = &detail::fiber_access::record(ended);
    ended.detach();
    const fiber<void> next = spawn([] {});
    EXPECT_EQ(&detail::fiber_access::record(next), record) << "the record went to another worker than the caller's";
}

TEST_P(FinishedFiberDetached, MaySuspendInTheDestructorOfItsResult) {
    for (std::size_t round = 0; round < scaled(4); ++round)
        run([] {
            std::vector<fiber<void>> all;
            for (int i = 0; i < 100; ++i)
                all.push_back(spawn([] {
                    for (int turn = 0; turn < 10; ++turn) detach_one_whose_result_suspends();
                }));
            for (auto& each : all) each.join();
        });
}

WEFT_OVER_WORKERS(FinishedFiberDetached);

} // namespace
} // namespace weft::test
