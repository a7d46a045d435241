// SPDX-License-Identifier: BSL-1.0
#include "scenarios/yield/problem.hpp"

#include "support/asio_awaitable/run.hpp"
#include "support/lap.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

namespace bench {

namespace {

namespace aa = asio_awaitable;

aa::awaitable<void> run_one(lap& clock, std::size_t turns, std::atomic<std::size_t>& taken) {
    const auto executor = co_await boost::asio::this_coro::executor;
    clock.arrive();
    while (!clock.open()) co_await post(executor, aa::use_awaitable);
    for (std::size_t i = 0; i < turns; ++i) co_await post(executor, aa::use_awaitable);
    clock.leave();
    taken += turns;
}

} // namespace

measurement yield(params p) {
    const std::size_t turns = yielding::turns(p.size);
    lap clock(p.size);
    std::atomic<std::size_t> taken{0};
    aa::run(p.workers, [&](boost::asio::io_context& context) -> aa::awaitable<void> {
        for (std::size_t i = 0; i < p.size; ++i) co_spawn(context, run_one(clock, turns, taken), aa::rethrow);
        co_return;
    });
    require(taken == p.size * turns, "a coroutine has not yielded as often as it should");
    return per_operation(clock.nanoseconds(), p.size * turns);
}

} // namespace bench
