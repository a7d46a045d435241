// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

// spsc_128: one producer, one consumer, a channel of 128 slots; nanoseconds an item.
namespace bench::streaming {

inline constexpr std::size_t k_slots = 128;
inline constexpr std::uint64_t k_items = 3'000'000;
inline constexpr std::uint64_t k_sum = k_items * (k_items - 1) / 2;

} // namespace bench::streaming
