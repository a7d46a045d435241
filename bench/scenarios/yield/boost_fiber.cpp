// SPDX-License-Identifier: BSL-1.0
#include "scenarios/yield/problem.hpp"

#include "support/boost_fiber/pool.hpp"
#include "support/boost_fiber/spawn.hpp"
#include "support/lap.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

namespace bench {

namespace {

std::size_t run_one(lap& clock, std::size_t turns) {
    for (std::size_t i = 0; i < yielding::k_warm_up; ++i) boost::this_fiber::yield();
    clock.arrive();
    while (!clock.open()) boost::this_fiber::yield();
    std::size_t taken = 0;
    for (; taken < turns; ++taken) boost::this_fiber::yield();
    clock.leave();
    return taken;
}

} // namespace

measurement yield(params p) {
    const boost_fiber::pool workers(p.workers);
    const std::size_t turns = yielding::turns(p.size);
    lap clock(p.size);
    std::vector<std::size_t> taken(p.size);
    std::vector<boost::fibers::fiber> fibers;
    fibers.reserve(p.size);
    for (auto& mine : taken) fibers.push_back(boost_fiber::spawn([&] { mine = run_one(clock, turns); }));
    for (auto& fiber : fibers) fiber.join();
    for (const auto mine : taken) require(mine == turns, "a fiber has not yielded as often as it should");
    return per_operation(clock.nanoseconds(), p.size * turns);
}

} // namespace bench
