// SPDX-License-Identifier: BSL-1.0
#include "scenarios/ping_pong/problem.hpp"

#include "support/boost_fiber/pool.hpp"
#include "support/boost_fiber/spawn.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

namespace bench {

namespace {

using channel = boost::fibers::unbuffered_channel<std::uint64_t>;

void answer(channel& ping, channel& pong) {
    std::uint64_t ball = 0;
    while (ping.pop(ball) == boost::fibers::channel_op_status::success) pong.push(ball + 1);
}

std::uint64_t play(channel& ping, channel& pong, std::uint64_t round_trips) {
    std::uint64_t ball = 0;
    for (std::uint64_t i = 0; i < round_trips; ++i) {
        ping.push(ball);
        ball = pong.value_pop();
    }
    return ball;
}

} // namespace

measurement ping_pong(params p) {
    const boost_fiber::pool workers(p.workers);
    channel ping;
    channel pong;
    auto other = boost_fiber::spawn([&] { answer(ping, pong); });
    double nanoseconds = 0;
    std::uint64_t ball = 0;
    boost_fiber::spawn([&] {
        play(ping, pong, pinging::k_warm_up);
        const stopwatch watch;
        ball = play(ping, pong, pinging::k_round_trips);
        nanoseconds = watch.nanoseconds();
    }).join();
    ping.close();
    other.join();
    require(ball == pinging::k_round_trips, "the ball was not returned each time");
    return per_operation(nanoseconds, pinging::k_round_trips);
}

} // namespace bench
