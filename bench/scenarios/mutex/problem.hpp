// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>

// mutex_uncontended: one fiber locks and unlocks. mutex_8: eight fibers increment one counter under one mutex.
// mutex_8_yield: the same, and who holds the mutex yields once. Nanoseconds a lock-unlock pair.
namespace bench::locking {

inline constexpr std::uint64_t k_uncontended_pairs = 10'000'000;
inline constexpr std::size_t k_fibers = 8;
inline constexpr std::uint64_t k_pairs_each = 300'000;
inline constexpr std::uint64_t k_yield_pairs_each = 60'000;

} // namespace bench::locking
