// SPDX-License-Identifier: BSL-1.0
#include "scenarios/suspended/problem.hpp"

#include "support/asio_awaitable/channel.hpp"
#include "support/asio_awaitable/run.hpp"
#include "support/scenarios.hpp"

namespace bench {

namespace {

namespace aa = asio_awaitable;

struct crowd {
    explicit crowd(boost::asio::io_context& context) : gate(context) {}
    aa::channel gate;
    std::size_t waiting = 0;
    std::size_t woken = 0;
};

aa::awaitable<void> wait_at_gate(crowd& crowd) {
    ++crowd.waiting;
    const std::uint64_t item = co_await crowd.gate.async_receive(aa::use_awaitable);
    crowd.woken += item;
}

suspended::account suspend_all(std::size_t size) {
    suspended::account account;
    std::size_t woken = 0;
    aa::run(1, [&](boost::asio::io_context& context) -> aa::awaitable<void> {
        crowd crowd(context);
        for (std::size_t i = 0; i < size; ++i) co_spawn(context, wait_at_gate(crowd), aa::rethrow);
        while (crowd.waiting < size) co_await post(context, aa::use_awaitable);
        account.all_suspended();
        for (std::size_t i = 0; i < size; ++i) co_await crowd.gate.async_send({}, 1, aa::use_awaitable);
        while (crowd.woken < size) co_await post(context, aa::use_awaitable);
        woken = crowd.woken;
    });
    require(woken == size, "a suspended coroutine was not woken");
    return account;
}

} // namespace

measurement rss_suspended(params p) { return suspend_all(p.size).bytes_each(p.size); }

measurement create_suspended(params p) { return suspend_all(p.size).time(); }

} // namespace bench
