// SPDX-License-Identifier: BSL-1.0
#include "scenarios/yield/problem.hpp"

#include "support/lap.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"
#include "support/weft/run_on.hpp"

#include <vector>

namespace bench {

namespace {

std::size_t run_one(lap& clock, std::size_t turns) {
    for (std::size_t i = 0; i < yielding::k_warm_up; ++i) weft::this_fiber::yield();
    clock.arrive();
    while (!clock.open()) weft::this_fiber::yield();
    std::size_t taken = 0;
    for (; taken < turns; ++taken) weft::this_fiber::yield();
    clock.leave();
    return taken;
}

void run_all(lap& clock, std::size_t size, std::size_t turns) {
    std::vector<weft::fiber<std::size_t>> fibers;
    fibers.reserve(size);
    for (std::size_t i = 0; i < size; ++i)
        fibers.push_back(weft::spawn([&clock, turns] { return run_one(clock, turns); }));
    for (auto& fiber : fibers) require(fiber.join() == turns, "a fiber has not yielded as often as it should");
}

} // namespace

measurement yield(params p) {
    const std::size_t turns = yielding::turns(p.size);
    lap clock(p.size);
    run_on(p.workers, [&] { run_all(clock, p.size, turns); });
    return per_operation(clock.nanoseconds(), p.size * turns);
}

} // namespace bench
