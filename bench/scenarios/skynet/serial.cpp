// SPDX-License-Identifier: BSL-1.0
#include "scenarios/skynet/problem.hpp"

#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

namespace bench {

namespace {

[[gnu::noinline]] std::uint64_t node(std::uint64_t number, std::uint64_t leaves) {
    asm volatile("" : "+r"(leaves)); // keeps the compiler from unrolling the recursion: a call each, as in the others
    if (leaves == 1) return number;
    const std::uint64_t share = leaves / sky::k_children;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < sky::k_children; ++i) sum += node(number + i * share, share);
    return sum;
}

} // namespace

measurement skynet(params) {
    node(0, sky::k_warm_up_leaves);
    const stopwatch watch;
    const std::uint64_t sum = node(0, sky::k_leaves);
    const double milliseconds = watch.milliseconds();
    require(sum == sky::k_sum, "the sum of the leaves is wrong");
    return in_milliseconds(milliseconds);
}

} // namespace bench
