// SPDX-License-Identifier: BSL-1.0
#include "scenarios/wake/problem.hpp"

#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"
#include "support/weft/run_on.hpp"

#include <deque>
#include <vector>

namespace bench {

namespace {

using channel = weft::channel<std::uint64_t>;

struct ring {
    std::deque<channel> links;
    channel done{1};
};

void run_one(ring& ring, std::size_t index) {
    channel& next = ring.links[(index + 1) % ring.links.size()];
    for (const std::uint64_t hops_left : ring.links[index])
        (hops_left == 0 ? ring.done : next).push(hops_left == 0 ? index : hops_left - 1);
}

std::uint64_t pass_token(ring& ring, std::uint64_t hops) {
    ring.links[0].push(hops);
    return ring.done.pop().value();
}

measurement run_ring(std::size_t size) {
    const std::uint64_t hops = waking::hops(size);
    ring ring;
    for (std::size_t i = 0; i < size; ++i) ring.links.emplace_back(std::size_t{1});
    std::vector<weft::fiber<void>> fibers;
    fibers.reserve(size);
    for (std::size_t i = 0; i < size; ++i) fibers.push_back(weft::spawn([&ring, i] { run_one(ring, i); }));
    pass_token(ring, size);
    const stopwatch watch;
    const std::uint64_t last = pass_token(ring, hops);
    const double nanoseconds = watch.nanoseconds();
    for (auto& link : ring.links) link.close();
    for (auto& fiber : fibers) fiber.join();
    require(last == hops % size, "the token ended at the wrong fiber");
    return per_operation(nanoseconds, hops);
}

} // namespace

measurement wake(params p) {
    return run_on(p.workers, [&] { return run_ring(p.size); });
}

} // namespace bench
