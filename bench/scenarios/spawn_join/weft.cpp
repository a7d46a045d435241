// SPDX-License-Identifier: BSL-1.0
#include "scenarios/spawn_join/problem.hpp"

#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"
#include "support/weft/run_on.hpp"

namespace bench {

namespace {

std::uint64_t spawn_pairs(std::uint64_t count) {
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) sum += weft::spawn([i] { return i; }).join();
    return sum;
}

measurement measure() {
    spawn_pairs(spawning::k_warm_up);
    const stopwatch watch;
    const std::uint64_t sum = spawn_pairs(spawning::k_pairs);
    const double nanoseconds = watch.nanoseconds();
    require(sum == spawning::sum_below(spawning::k_pairs), "a joined fiber returned something else");
    return per_operation(nanoseconds, spawning::k_pairs);
}

} // namespace

measurement spawn_join(params p) { return run_on(p.workers, measure); }

} // namespace bench
