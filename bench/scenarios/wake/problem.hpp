// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

// wake_N: N suspended fibers in a ring pass one token along, each through a channel of its own; nanoseconds a hop,
// which is one wake, one suspend and one channel operation each way. One lap around the ring warms it up.
namespace bench::waking {

constexpr std::uint64_t hops(std::size_t fibers) { return std::max<std::uint64_t>(1'000'000, fibers); }

} // namespace bench::waking
