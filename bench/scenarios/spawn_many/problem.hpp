// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/program.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// spawn_100k_*: spawn 100,000 fibers that each write one number, then join them all; nanoseconds a fiber.
//   cold: the first round of a fresh process; warm: the median of later rounds.
// spawn_two_parents: the same in two halves, each spawned and joined by a fiber of its own (what can scale).
namespace bench::many {

inline constexpr std::size_t k_fibers = 100'000;
inline constexpr int k_warm_rounds = 9;

// check() empties the slots for the next round, or throws when a fiber did not write its number.
inline void check(std::span<std::uint32_t> slots) {
    for (std::size_t i = 0; i < slots.size(); ++i) {
        require(slots[i] == i + 1, "a spawned fiber did not run");
        slots[i] = 0;
    }
}

// Median time of a warm round: `round` is run once for nothing, then k_warm_rounds times.
template <class Round>
double warm_nanoseconds(Round round) {
    round();
    std::vector<double> times;
    for (int i = 0; i < k_warm_rounds; ++i) times.push_back(round());
    std::ranges::sort(times);
    return times[times.size() / 2];
}

} // namespace bench::many
