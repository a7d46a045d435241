// SPDX-License-Identifier: BSL-1.0
#include "scenarios/ping_pong/problem.hpp"

#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"
#include "support/weft/run_on.hpp"

namespace bench {

namespace {

using channel = weft::channel<std::uint64_t>;

std::uint64_t play(channel& ping, channel& pong, std::uint64_t round_trips) {
    std::uint64_t ball = 0;
    for (std::uint64_t i = 0; i < round_trips; ++i) {
        ping.push(ball);
        ball = pong.pop().value();
    }
    return ball;
}

measurement measure() {
    channel ping(0);
    channel pong(0);
    auto other = weft::spawn([&] {
        for (const std::uint64_t ball : ping) pong.push(ball + 1);
    });
    play(ping, pong, pinging::k_warm_up);
    const stopwatch watch;
    const std::uint64_t ball = play(ping, pong, pinging::k_round_trips);
    const double nanoseconds = watch.nanoseconds();
    ping.close();
    other.join();
    require(ball == pinging::k_round_trips, "the ball was not returned each time");
    return per_operation(nanoseconds, pinging::k_round_trips);
}

} // namespace

measurement ping_pong(params p) { return run_on(p.workers, measure); }

} // namespace bench
