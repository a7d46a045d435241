// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

// semaphore_ping_pong: two fibers, two semaphores that count from 0 to 1; nanoseconds a round trip. Nothing but the two
// suspensions and the two wakes: what they cost without a channel.
namespace bench::permits {

inline constexpr std::uint64_t k_warm_up = 20'000;
inline constexpr std::uint64_t k_round_trips = 500'000;

/// What both fibers run: `mine` is released by the other. The ball is no atomic: the semaphores order its accesses.
template <class Semaphore>
void play(Semaphore& mine, Semaphore& others, std::uint64_t& ball, std::uint64_t round_trips) {
    for (std::uint64_t i = 0; i < round_trips; ++i) {
        mine.acquire();
        ++ball;
        others.release();
    }
}

} // namespace bench::permits
