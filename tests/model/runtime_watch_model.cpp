// SPDX-License-Identifier: BSL-1.0
// Invariant: an idle worker that watches is no worse than one that parks: what it leaves to a worker that is busy is
// done all the same, by the watcher when nobody else does it; it hears of the end, and a wake-up it got meanwhile is
// not lost.
#include "model_test.hpp"

#include <weft/detail/base/pause.hpp>
#include <weft/detail/base/tuning.hpp>
#include <weft/run.hpp>
#include <weft/spawn.hpp>

#include <utility>

namespace weft::test {
namespace {

const options k_watching_two{.workers = 2, .stack_size = std::size_t{64} * 1024, .left_report_after = k_never};

/// Workers watch meanwhile; in the other models they do not.
class watching {
public:
    watching() : before_(std::exchange(detail::workers_watch, true)) {}
    ~watching() { detail::workers_watch = before_; }

private:
    bool before_;
};

TEST(RuntimeWatch, WhatABusyWorkerSpawnedIsRunByTheWatcher) {
    const watching on;
    holds(
        [] {
            atomic<int> ran{0};
            weft::run(k_watching_two, [&] {
                weft::spawn([&] { ran.fetch_add(1, memory_order_relaxed); }).detach();
                while (ran.load(memory_order_relaxed) == 0) detail::cpu_pause();
            });
        },
        {.surprises = 0, .old_reads = 1, .bound_in_tests = 1});
}

TEST(RuntimeWatch, TheEndIsHeardOf) {
    const watching on;
    holds([] { weft::run(k_watching_two, [&] { weft::spawn([] {}).join(); }); }, {.surprises = 0, .bound_in_tests = 1});
}

} // namespace
} // namespace weft::test
