// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <cstdint>

namespace weft {

/// Unique among the fibers of a process; 0 is no fiber.
using fiber_id = std::uint64_t;

} // namespace weft
