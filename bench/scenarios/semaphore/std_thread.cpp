// SPDX-License-Identifier: BSL-1.0
#include "scenarios/semaphore/problem.hpp"

#include "support/process.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

#include <semaphore>
#include <thread>

namespace bench {

measurement semaphore_ping_pong(params p) {
    limit_cpus(p.workers);
    constexpr std::uint64_t warm_up = permits::k_warm_up / 10, round_trips = permits::k_round_trips / 10;
    std::counting_semaphore<> ping(1), pong(0);
    std::uint64_t ball = 0;
    std::jthread other([&] { permits::play(pong, ping, ball, warm_up + round_trips); });
    permits::play(ping, pong, ball, warm_up);
    const stopwatch watch;
    permits::play(ping, pong, ball, round_trips);
    const double nanoseconds = watch.nanoseconds();
    other.join();
    require(ball == 2 * (warm_up + round_trips), "the ball was not returned each time");
    return per_operation(nanoseconds, round_trips);
}

} // namespace bench
