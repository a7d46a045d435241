// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>

// yield_N: N fibers do nothing but yield; nanoseconds a yield. yield_10 ... yield_1m is the growth curve.
namespace bench::yielding {

// How often each of `fibers` yields: about 5 million yields in all, at least 8 each.
constexpr std::size_t turns(std::size_t fibers) { return std::max<std::size_t>(8, 5'000'000 / fibers); }

inline constexpr std::size_t k_warm_up = 2; // turns of each fiber before the clock starts

} // namespace bench::yielding
