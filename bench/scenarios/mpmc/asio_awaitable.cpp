// SPDX-License-Identifier: BSL-1.0
#include "scenarios/mpmc/problem.hpp"

#include "support/asio_awaitable/channel.hpp"
#include "support/asio_awaitable/run.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

#include <atomic>
#include <limits>

namespace bench {

namespace {

namespace aa = asio_awaitable;

// Asio's close() drops what the channel holds: the last producer sends one of these to each consumer instead.
constexpr std::uint64_t k_end = std::numeric_limits<std::uint64_t>::max();

template <class Channel>
aa::awaitable<void> produce(Channel& items, std::atomic<std::size_t>& producers_left) {
    for (std::uint64_t i = 0; i < sharing::k_items_each; ++i) co_await items.async_send({}, i, aa::use_awaitable);
    if (--producers_left != 0) co_return;
    for (std::size_t i = 0; i < sharing::k_consumers; ++i) co_await items.async_send({}, k_end, aa::use_awaitable);
}

template <class Channel>
aa::awaitable<void> consume(Channel& items, Channel& sums) {
    std::uint64_t sum = 0;
    for (;;) {
        const std::uint64_t item = co_await items.async_receive(aa::use_awaitable);
        if (item == k_end) break;
        sum += item;
    }
    co_await sums.async_send({}, sum, aa::use_awaitable);
}

template <class Channel>
measurement measure(unsigned workers) {
    std::uint64_t sum = 0;
    double nanoseconds = 0;
    aa::run(workers, [&](boost::asio::io_context& context) -> aa::awaitable<void> {
        Channel items(context, sharing::k_slots);
        Channel sums(context, sharing::k_consumers);
        std::atomic<std::size_t> producers_left{sharing::k_producers};
        const stopwatch watch;
        for (std::size_t i = 0; i < sharing::k_producers; ++i)
            co_spawn(context, produce(items, producers_left), aa::rethrow);
        for (std::size_t i = 0; i < sharing::k_consumers; ++i) co_spawn(context, consume(items, sums), aa::rethrow);
        for (std::size_t i = 0; i < sharing::k_consumers; ++i) sum += co_await sums.async_receive(aa::use_awaitable);
        nanoseconds = watch.nanoseconds();
    });
    require(sum == sharing::k_sum, "items were lost or doubled");
    return per_operation(nanoseconds, sharing::k_items);
}

} // namespace

measurement mpmc(params p) {
    return p.workers == 1 ? measure<aa::channel>(1) : measure<aa::concurrent_channel>(p.workers);
}

} // namespace bench
