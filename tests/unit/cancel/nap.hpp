// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/this_fiber.hpp>

#include <chrono>

namespace weft::test {

/// A wait that nothing ends but a cancellation; it would be an hour on a virtual clock.
inline void nap() { this_fiber::sleep_for(std::chrono::hours(1)); }

} // namespace weft::test
