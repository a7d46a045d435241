// SPDX-License-Identifier: BSL-1.0
#include "scenarios/spawn_join/problem.hpp"

#include "support/process.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

#include <thread>

namespace bench {

namespace {

std::uint64_t spawn_pairs(std::uint64_t count) {
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        std::uint64_t result = 0;
        std::thread([&result, i] { result = i; }).join();
        sum += result;
    }
    return sum;
}

} // namespace

measurement spawn_join(params p) {
    limit_cpus(p.workers);
    constexpr std::uint64_t pairs = spawning::k_pairs / 50; // a thread takes some ten microseconds
    spawn_pairs(spawning::k_warm_up / 50);
    const stopwatch watch;
    const std::uint64_t sum = spawn_pairs(pairs);
    const double nanoseconds = watch.nanoseconds();
    require(sum == spawning::sum_below(pairs), "a joined thread returned something else");
    return per_operation(nanoseconds, pairs);
}

} // namespace bench
