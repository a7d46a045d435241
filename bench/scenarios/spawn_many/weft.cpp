// SPDX-License-Identifier: BSL-1.0
#include "scenarios/spawn_many/problem.hpp"

#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"
#include "support/weft/run_on.hpp"

namespace bench {

namespace {

using slot_list = std::vector<std::uint32_t>;

void spawn_range(slot_list& slots, std::size_t begin, std::size_t end) {
    std::vector<weft::fiber<void>> fibers;
    fibers.reserve(end - begin);
    for (std::size_t i = begin; i < end; ++i)
        fibers.push_back(weft::spawn([&slots, i] { slots[i] = static_cast<std::uint32_t>(i + 1); }));
    for (auto& fiber : fibers) fiber.join();
}

void one_parent(slot_list& slots) { spawn_range(slots, 0, slots.size()); }

void two_parents(slot_list& slots) {
    const std::size_t half = slots.size() / 2;
    auto other = weft::spawn([&] { spawn_range(slots, 0, half); });
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
    slot_list slots(many::k_fibers);
    const auto rounds = [&] { return many::warm_nanoseconds([&] { return round(spawn, slots); }); };
    return per_operation(run_on(p.workers, rounds), many::k_fibers);
}

} // namespace

measurement spawn_cold(params p) {
    slot_list slots(many::k_fibers);
    return per_operation(run_on(p.workers, [&] { return round(one_parent, slots); }), many::k_fibers);
}

measurement spawn_warm(params p) { return warm(p, one_parent); }

measurement spawn_two_parents(params p) { return warm(p, two_parents); }

} // namespace bench
