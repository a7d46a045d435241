// SPDX-License-Identifier: BSL-1.0
// Invariant: a runtime that was asked to stop ends when every fiber has ended, and not before: the fibers that are left may spawn
// more, on either worker, while an idle worker counts them.
#include "model_test.hpp"

#include <weft/detail/base/pause.hpp>
#include <weft/run.hpp>
#include <weft/spawn.hpp>

namespace weft::test {
namespace {

const options k_ends_on_two{.workers = 2, .stack_size = std::size_t{64} * 1024};

/// Keeps its worker until the flag is set.
void spin_until(const atomic<bool>& flag) {
    while (!flag.load(memory_order_acquire)) detail::cpu_pause(); // pairs with the stores below
}

TEST(RuntimeEnd, WaitsForWhatTheFibersThatAreLeftSpawn) {
    holds(
        [] {
            atomic<int> ran{0};
            atomic<bool> elsewhere{false};
            weft::run(k_ends_on_two, [&] {
                weft::spawn([&] {
                    elsewhere.store(true, memory_order_release);
                    weft::spawn([&] { ran.fetch_add(1, memory_order_relaxed); }).detach();
                }).detach();
                spin_until(elsewhere); // so the other worker runs the fiber, and this one will be idle
            });
            check(ran.load(memory_order_relaxed) == 1, "the last fiber has run");
        },
        {.preemption_bound = 2, .surprises = 0});
}

} // namespace
} // namespace weft::test
