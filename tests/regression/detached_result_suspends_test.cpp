// SPDX-License-Identifier: BSL-1.0
// The result of a detached fiber was destroyed after the fiber had been counted as finished, by a worker that was not
// asked for again: when the destructor suspended, the runtime ended under it, or went on with another thread's queues.
#include "support/over_workers.hpp"
#include "support/stress.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace weft::test {
namespace {

/// Sleeps in its destructor, then counts.
struct slow_to_go {
    int* gone;

    explicit slow_to_go(int& count) : gone(&count) {}
    slow_to_go(slow_to_go&& other) noexcept : gone(std::exchange(other.gone, nullptr)) {}
    slow_to_go& operator=(slow_to_go&&) = delete;
    ~slow_to_go() {
        if (gone == nullptr) return;
        this_fiber::sleep_for(std::chrono::milliseconds(50));
        ++*gone;
    }
};

class DetachedResultSuspends : public OverWorkers {};

TEST_P(DetachedResultSuspends, AndTheRuntimeWaitsForIt) {
    int gone = 0;
    run_and_leave([&] {
        gone = 0; // the simulated mode comes here several times
        spawn([&] { return slow_to_go(gone); }).detach();
        this_fiber::yield();
    });
    EXPECT_EQ(gone, 1);
}

TEST_P(DetachedResultSuspends, AndGoesOnOnTheWorkerWhereItIsWoken) {
    for (std::size_t round = 0; round < scaled(60); ++round)
        run_and_leave([] {
            for (int i = 0; i < 50; ++i)
                spawn([i] {
                    return spawn([i] { // joined by the destructor of its handle
                        this_fiber::sleep_for(std::chrono::microseconds(i % 3));
                        this_fiber::yield();
                    });
                }).detach();
        });
}

WEFT_OVER_WORKERS(DetachedResultSuspends);

} // namespace
} // namespace weft::test
