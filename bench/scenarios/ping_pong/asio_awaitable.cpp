// SPDX-License-Identifier: BSL-1.0
#include "scenarios/ping_pong/problem.hpp"

#include "support/asio_awaitable/channel.hpp"
#include "support/asio_awaitable/run.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

namespace bench {

namespace {

namespace aa = asio_awaitable;

template <class Channel>
aa::awaitable<void> answer(Channel& ping, Channel& pong, std::uint64_t times) {
    for (std::uint64_t i = 0; i < times; ++i) {
        const auto ball = co_await ping.async_receive(aa::use_awaitable);
        co_await pong.async_send({}, ball + 1, aa::use_awaitable);
    }
}

template <class Channel>
aa::awaitable<std::uint64_t> play(Channel& ping, Channel& pong, std::uint64_t round_trips) {
    std::uint64_t ball = 0;
    for (std::uint64_t i = 0; i < round_trips; ++i) {
        co_await ping.async_send({}, ball, aa::use_awaitable);
        ball = co_await pong.async_receive(aa::use_awaitable);
    }
    co_return ball;
}

template <class Channel>
measurement measure(unsigned workers) {
    double nanoseconds = 0;
    std::uint64_t ball = 0;
    aa::run(workers, [&](boost::asio::io_context& context) -> aa::awaitable<void> {
        Channel ping(context);
        Channel pong(context);
        co_spawn(context, answer(ping, pong, pinging::k_warm_up + pinging::k_round_trips), aa::rethrow);
        co_await play(ping, pong, pinging::k_warm_up);
        const stopwatch watch;
        ball = co_await play(ping, pong, pinging::k_round_trips);
        nanoseconds = watch.nanoseconds();
    });
    require(ball == pinging::k_round_trips, "the ball was not returned each time");
    return per_operation(nanoseconds, pinging::k_round_trips);
}

} // namespace

measurement ping_pong(params p) {
    return p.workers == 1 ? measure<aa::channel>(1) : measure<aa::concurrent_channel>(p.workers);
}

} // namespace bench
