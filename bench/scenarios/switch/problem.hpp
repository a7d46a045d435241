// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

// switch: two contexts hand the processor to each other; one switch, one way, no scheduler.
namespace bench::switching {

inline constexpr std::size_t k_warm_up = 1'000'000;
inline constexpr std::size_t k_round_trips = 20'000'000;
inline constexpr std::size_t k_stack_size = 64 * 1024;

} // namespace bench::switching
