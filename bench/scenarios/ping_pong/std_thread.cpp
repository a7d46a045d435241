// SPDX-License-Identifier: BSL-1.0
#include "scenarios/ping_pong/problem.hpp"

#include "support/process.hpp"
#include "support/scenarios.hpp"
#include "support/std_thread/blocking_queue.hpp"
#include "support/stopwatch.hpp"

#include <thread>

namespace bench {

namespace {

using queue = std_thread::blocking_queue<std::uint64_t>;

std::uint64_t play(queue& ping, queue& pong, std::uint64_t round_trips) {
    std::uint64_t ball = 0;
    for (std::uint64_t i = 0; i < round_trips; ++i) {
        ping.push(ball);
        ball = *pong.pop();
    }
    return ball;
}

} // namespace

measurement ping_pong(params p) {
    limit_cpus(p.workers);
    constexpr std::uint64_t round_trips = pinging::k_round_trips / 10;
    queue ping(1);
    queue pong(1);
    std::jthread other([&] {
        while (const auto ball = ping.pop()) pong.push(*ball + 1);
    });
    play(ping, pong, pinging::k_warm_up / 10);
    const stopwatch watch;
    const std::uint64_t ball = play(ping, pong, round_trips);
    const double nanoseconds = watch.nanoseconds();
    ping.close();
    require(ball == round_trips, "the ball was not returned each time");
    return per_operation(nanoseconds, round_trips);
}

} // namespace bench
