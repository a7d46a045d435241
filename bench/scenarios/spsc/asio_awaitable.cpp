// SPDX-License-Identifier: BSL-1.0
#include "scenarios/spsc/problem.hpp"

#include "support/asio_awaitable/channel.hpp"
#include "support/asio_awaitable/run.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

namespace bench {

namespace {

namespace aa = asio_awaitable;

template <class Channel>
aa::awaitable<void> produce(Channel& items) {
    for (std::uint64_t i = 0; i < streaming::k_items; ++i) co_await items.async_send({}, i, aa::use_awaitable);
}

template <class Channel>
measurement measure(unsigned workers) {
    std::uint64_t sum = 0;
    const stopwatch watch;
    aa::run(workers, [&](boost::asio::io_context& context) -> aa::awaitable<void> {
        Channel items(context, streaming::k_slots);
        co_spawn(context, produce(items), aa::rethrow);
        for (std::uint64_t i = 0; i < streaming::k_items; ++i) sum += co_await items.async_receive(aa::use_awaitable);
    });
    const double nanoseconds = watch.nanoseconds();
    require(sum == streaming::k_sum, "items were lost or doubled");
    return per_operation(nanoseconds, streaming::k_items);
}

} // namespace

measurement spsc(params p) {
    return p.workers == 1 ? measure<aa::channel>(1) : measure<aa::concurrent_channel>(p.workers);
}

} // namespace bench
