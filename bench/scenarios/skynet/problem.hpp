// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

// skynet: a tree of fibers, ten children each, a million leaves; each node sums what its children return; milliseconds.
// A small tree comes first, so that every worker is awake when the clock starts.
namespace bench::sky {

inline constexpr std::size_t k_children = 10;
inline constexpr std::uint64_t k_leaves = 1'000'000;
inline constexpr std::uint64_t k_warm_up_leaves = 10'000;
inline constexpr std::uint64_t k_sum = k_leaves * (k_leaves - 1) / 2;

} // namespace bench::sky
