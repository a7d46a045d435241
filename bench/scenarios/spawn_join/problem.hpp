// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

// spawn_join: spawn one fiber that returns a number, join it, repeat; nanoseconds a pair.
namespace bench::spawning {

inline constexpr std::uint64_t k_warm_up = 20'000;
inline constexpr std::uint64_t k_pairs = 500'000;

constexpr std::uint64_t sum_below(std::uint64_t count) { return count * (count - 1) / 2; }

} // namespace bench::spawning
