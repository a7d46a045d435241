// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/program.hpp"
#include "support/stopwatch.hpp"

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

/// Runs both, the other by spawn(callable), whose result has join().
template <class Semaphore, class Spawn>
measurement measure(Spawn spawn, std::uint64_t warm_up = k_warm_up, std::uint64_t round_trips = k_round_trips) {
    Semaphore ping(1), pong(0);
    std::uint64_t ball = 0;
    auto other = spawn([&] { play(pong, ping, ball, warm_up + round_trips); });
    play(ping, pong, ball, warm_up);
    const stopwatch watch;
    play(ping, pong, ball, round_trips);
    const double nanoseconds = watch.nanoseconds();
    other.join();
    require(ball == 2 * (warm_up + round_trips), "the ball was not returned each time");
    return per_operation(nanoseconds, round_trips);
}

} // namespace bench::permits
