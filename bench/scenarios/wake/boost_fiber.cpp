// SPDX-License-Identifier: BSL-1.0
#include "scenarios/wake/problem.hpp"

#include "support/boost_fiber/pool.hpp"
#include "support/boost_fiber/spawn.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

#include <deque>

namespace bench {

namespace {

using channel = boost::fibers::buffered_channel<std::uint64_t>;

struct ring {
    std::deque<channel> links;
    channel done{2};
};

void run_one(ring& ring, std::size_t index) {
    channel& next = ring.links[(index + 1) % ring.links.size()];
    std::uint64_t hops_left = 0;
    while (ring.links[index].pop(hops_left) == boost::fibers::channel_op_status::success)
        (hops_left == 0 ? ring.done : next).push(hops_left == 0 ? index : hops_left - 1);
}

std::uint64_t pass_token(ring& ring, std::uint64_t hops) {
    ring.links[0].push(hops);
    return ring.done.value_pop();
}

} // namespace

measurement wake(params p) {
    const boost_fiber::pool workers(p.workers);
    const std::uint64_t hops = waking::hops(p.size);
    ring ring;
    for (std::size_t i = 0; i < p.size; ++i) ring.links.emplace_back(2U);
    std::vector<boost::fibers::fiber> fibers;
    fibers.reserve(p.size);
    for (std::size_t i = 0; i < p.size; ++i) fibers.push_back(boost_fiber::spawn([&ring, i] { run_one(ring, i); }));
    pass_token(ring, p.size);
    const stopwatch watch;
    const std::uint64_t last = pass_token(ring, hops);
    const double nanoseconds = watch.nanoseconds();
    for (auto& link : ring.links) link.close();
    for (auto& fiber : fibers) fiber.join();
    require(last == hops % p.size, "the token ended at the wrong fiber");
    return per_operation(nanoseconds, hops);
}

} // namespace bench
