// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

// ping_pong: two fibers, two channels without slots (rendezvous); nanoseconds a round trip.
namespace bench::pinging {

inline constexpr std::uint64_t k_warm_up = 20'000;
inline constexpr std::uint64_t k_round_trips = 500'000;

} // namespace bench::pinging
