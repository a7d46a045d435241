// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <cstddef>
#include <cstdint>

namespace weft::detail::kit {

/// A simulated run with more steps is called endless: a million fibers may meet a hundred switch points each.
inline constexpr std::uint64_t k_most_steps = 100'000'000;

inline constexpr std::size_t k_simulated_stack = std::size_t{64} * 1024;

} // namespace weft::detail::kit
