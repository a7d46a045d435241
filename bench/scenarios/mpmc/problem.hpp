// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

// mpmc_4x4: four producers, four consumers, one channel of 128 slots; nanoseconds an item.
namespace bench::sharing {

inline constexpr std::size_t k_slots = 128;
inline constexpr std::size_t k_producers = 4;
inline constexpr std::size_t k_consumers = 4;
inline constexpr std::uint64_t k_items_each = 500'000;
inline constexpr std::uint64_t k_items = k_items_each * k_producers;
inline constexpr std::uint64_t k_sum = k_producers * (k_items_each * (k_items_each - 1) / 2);

} // namespace bench::sharing
