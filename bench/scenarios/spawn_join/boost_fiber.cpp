// SPDX-License-Identifier: BSL-1.0
#include "scenarios/spawn_join/problem.hpp"

#include "support/boost_fiber/pool.hpp"
#include "support/boost_fiber/spawn.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

namespace bench {

namespace {

std::uint64_t spawn_pairs(std::uint64_t count) {
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        std::uint64_t result = 0;
        boost_fiber::spawn([&result, i] { result = i; }).join();
        sum += result;
    }
    return sum;
}

} // namespace

measurement spawn_join(params p) {
    const boost_fiber::pool workers(p.workers);
    spawn_pairs(spawning::k_warm_up);
    const stopwatch watch;
    const std::uint64_t sum = spawn_pairs(spawning::k_pairs);
    const double nanoseconds = watch.nanoseconds();
    require(sum == spawning::sum_below(spawning::k_pairs), "a joined fiber returned something else");
    return per_operation(nanoseconds, spawning::k_pairs);
}

} // namespace bench
