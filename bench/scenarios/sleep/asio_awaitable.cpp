// SPDX-License-Identifier: BSL-1.0
#include "scenarios/sleep/problem.hpp"

#include "support/asio_awaitable/run.hpp"
#include "support/scenarios.hpp"

#include <boost/asio/steady_timer.hpp>

#include <atomic>

namespace bench {

namespace {

namespace aa = asio_awaitable;

aa::awaitable<void> nap_once(std::size_t index, std::atomic<std::size_t>& on_time) {
    const stopwatch watch;
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, sleeping::nap(index));
    co_await timer.async_wait(aa::use_awaitable);
    if (watch.nanoseconds() >= static_cast<double>(sleeping::nap(index).count()) * 1e3) ++on_time;
}

} // namespace

measurement sleep_many(params p) {
    std::atomic<std::size_t> on_time{0};
    const sleeping::account account;
    aa::run(p.workers, [&](boost::asio::io_context& context) -> aa::awaitable<void> {
        for (std::size_t i = 0; i < p.size; ++i) co_spawn(context, nap_once(i, on_time), aa::rethrow);
        co_return;
    });
    const measurement result = account.finish();
    require(on_time == p.size, "a coroutine woke before its time");
    return result;
}

} // namespace bench
