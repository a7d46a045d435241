// SPDX-License-Identifier: BSL-1.0
#include "scenarios/spawn_many/problem.hpp"

#include "support/boost_fiber/pool.hpp"
#include "support/boost_fiber/spawn.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

namespace bench {

namespace {

using slot_list = std::vector<std::uint32_t>;

void spawn_range(slot_list& slots, std::size_t begin, std::size_t end) {
    std::vector<boost::fibers::fiber> fibers;
    fibers.reserve(end - begin);
    for (std::size_t i = begin; i < end; ++i)
        fibers.push_back(boost_fiber::spawn([&slots, i] { slots[i] = static_cast<std::uint32_t>(i + 1); }));
    for (auto& fiber : fibers) fiber.join();
}

void one_parent(slot_list& slots) { spawn_range(slots, 0, slots.size()); }

void two_parents(slot_list& slots) {
    const std::size_t half = slots.size() / 2;
    auto other = boost_fiber::spawn([&] { spawn_range(slots, 0, half); });
    spawn_range(slots, half, slots.size());
    other.join();
}

double round(void (*spawn)(slot_list&), slot_list& slots) {
    const stopwatch watch;
    spawn(slots);
    const double nanoseconds = watch.nanoseconds();
    many::check(slots);
    return nanoseconds;
}

measurement warm(params p, void (*spawn)(slot_list&)) {
    const boost_fiber::pool workers(p.workers);
    slot_list slots(many::k_fibers);
    return per_operation(many::warm_nanoseconds([&] { return round(spawn, slots); }), many::k_fibers);
}

} // namespace

measurement spawn_cold(params p) {
    const boost_fiber::pool workers(p.workers);
    slot_list slots(many::k_fibers);
    return per_operation(round(one_parent, slots), many::k_fibers);
}

measurement spawn_warm(params p) { return warm(p, one_parent); }

measurement spawn_two_parents(params p) { return warm(p, two_parents); }

} // namespace bench
