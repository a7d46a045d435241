// SPDX-License-Identifier: BSL-1.0
#include "scenarios/skynet/problem.hpp"

#include "support/boost_fiber/pool.hpp"
#include "support/boost_fiber/spawn.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

#include <array>

namespace bench {

namespace {

std::uint64_t node(std::uint64_t number, std::uint64_t leaves) {
    if (leaves == 1) return number;
    const std::uint64_t share = leaves / sky::k_children;
    std::array<std::uint64_t, sky::k_children> results{};
    std::array<boost::fibers::fiber, sky::k_children> children;
    for (std::size_t i = 0; i < sky::k_children; ++i)
        children[i] = boost_fiber::spawn([&, i] { results[i] = node(number + i * share, share); });
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < sky::k_children; ++i) {
        children[i].join();
        sum += results[i];
    }
    return sum;
}

} // namespace

measurement skynet(params p) {
    const boost_fiber::pool workers(p.workers);
    node(0, sky::k_warm_up_leaves);
    const stopwatch watch;
    const std::uint64_t sum = node(0, sky::k_leaves);
    const double milliseconds = watch.milliseconds();
    require(sum == sky::k_sum, "the sum of the leaves is wrong");
    return in_milliseconds(milliseconds);
}

} // namespace bench
