// SPDX-License-Identifier: BSL-1.0
// detach() of a finished fiber destroyed the untaken result and then gave the record to the worker where it had begun:
// when the destructor suspended, that was another thread's by then, and a record was handed out twice.
#include "support/over_workers.hpp"
#include "support/stress.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace weft::test {
namespace {

/// A fiber that has ended, whose untaken result suspends when it is destroyed.
fiber<fiber<void>> one_that_has_ended() {
    auto ended = spawn([] {
        return spawn([] { // joined by the destructor of its handle
            this_fiber::sleep_for(std::chrono::microseconds(50));
            this_fiber::yield();
        });
    });
    while (!ended.done()) this_fiber::yield();
    return ended;
}

void detach_one_whose_result_suspends() {
    auto ended = one_that_has_ended();
    const detail::fiber_record* const record = &detail::fiber_access::record(ended);
    ended.detach();
    const fiber<void> next = spawn([] {});
    EXPECT_EQ(&detail::fiber_access::record(next), record) << "the record went to another worker than the caller's";
}

void drop_one_whose_result_suspends() {
    const detail::fiber_record* record = nullptr;
    {
        const auto ended = one_that_has_ended();
        record = &detail::fiber_access::record(ended);
    }
    const fiber<void> next = spawn([] {});
    EXPECT_EQ(&detail::fiber_access::record(next), record) << "the record went to another worker than the caller's";
}

/// Goes on at another worker, if one takes it there.
struct moves_on {
    void operator()(const int* none) const {
        const unsigned before = worker_here();
        this_fiber::sleep_for(std::chrono::microseconds(50));
        for (int turn = 0; turn < 20 && worker_here() == before; ++turn) this_fiber::yield();
        delete none;
    }
};

/// Its body runs in place, when the handle goes.
void drop_one_that_has_yet_to_start() {
    const detail::fiber_record* record = nullptr;
    {
        const auto unstarted = spawn([] { return std::unique_ptr<int, moves_on>(new int(1)); });
        record = &detail::fiber_access::record(unstarted);
    }
    const fiber<void> next = spawn([] {});
    EXPECT_EQ(&detail::fiber_access::record(next), record) << "the record went to another worker than the caller's";
}

class FinishedFiberDetached : public OverWorkers {
protected:
    void many_times(void (*let_go)()) {
        for (std::size_t round = 0; round < scaled(4); ++round)
            run([let_go] {
                std::vector<fiber<void>> all;
                for (int i = 0; i < 100; ++i)
                    all.push_back(spawn([let_go] {
                        for (int turn = 0; turn < 10; ++turn) let_go();
                    }));
                for (auto& each : all) each.join();
            });
    }
};

TEST_P(FinishedFiberDetached, MaySuspendInTheDestructorOfItsResult) { many_times(detach_one_whose_result_suspends); }

TEST_P(FinishedFiberDetached, MaySuspendThereWhenItsHandleIsDropped) { many_times(drop_one_whose_result_suspends); }

TEST_P(FinishedFiberDetached, MaySuspendThereWhenTheHandleThatIsDroppedRanItInPlace) {
    many_times(drop_one_that_has_yet_to_start);
}

WEFT_OVER_WORKERS(FinishedFiberDetached);

} // namespace
} // namespace weft::test
