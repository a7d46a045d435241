// SPDX-License-Identifier: BSL-1.0
// Invariant: unpark() makes the running or the next park() return, and what came before it happens before that return,
// also when the park ends for another reason just then.
#include "model_test.hpp"

#include "runtime/futex_poller.hpp"

#include <chrono>

namespace weft::test {
namespace {

using detail::futex_poller;
using time_point = futex_poller::time_point;

TEST(FutexPoller, AnUnparkIsNeverLost) {
    holds(
        [] {
            futex_poller poller;
            atomic<int> work{0};
            thread("worker", [&] {
                while (work.load(memory_order_seq_cst) < 2) poller.park(time_point::max());
            });
            for (const char* const name : {"other 1", "other 2"})
                thread(name, [&] {
                    work.fetch_add(1, memory_order_seq_cst);
                    poller.unpark();
                });
            join_all();
        },
        {.preemption_bound = 3, .old_failures = old_failures::everywhere});
}

TEST(FutexPoller, ADeadlineEndsAPark) {
    holds(
        [] {
            futex_poller poller;
            atomic<int> seen{0};
            thread("worker", [&] {
                poller.park(time_point::max() - std::chrono::hours(1));
                seen.store(1, memory_order_relaxed);
                poller.park(time_point{});
            });
            thread("other", [&] { poller.unpark(); });
            join_all();
            check(seen.load(memory_order_relaxed) == 1, "the park ended");
        },
        {.preemption_bound = 3, .old_failures = old_failures::everywhere});
}

/// The orders of the work itself add nothing here: the poller's alone must do.
TEST(FutexPoller, ADeadlineThatMeetsAnUnparkHidesNothing) {
    holds(
        [] {
            futex_poller poller;
            atomic<int> work{0};
            thread("worker", [&] {
                poller.park(time_point::max() - std::chrono::hours(1));
                while (work.load(memory_order_relaxed) == 0) poller.park(time_point::max());
            });
            thread("other", [&] {
                work.store(1, memory_order_relaxed);
                poller.unpark();
            });
            join_all();
        },
        {.preemption_bound = 3, .old_failures = old_failures::everywhere});
}

TEST(FutexPoller, OfTwoUnparksNoneHidesTheOther) {
    holds(
        [] {
            futex_poller poller;
            atomic<int> work[2] = {0, 0};
            thread("worker", [&] {
                for (const auto& each : work)
                    while (each.load(memory_order_relaxed) == 0) poller.park(time_point::max());
            });
            for (atomic<int>& mine : work)
                thread("other", [&] {
                    mine.store(1, memory_order_relaxed);
                    poller.unpark();
                });
            join_all();
        },
        {.preemption_bound = 3, .old_failures = old_failures::everywhere});
}

} // namespace
} // namespace weft::test
