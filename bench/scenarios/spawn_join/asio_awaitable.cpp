// SPDX-License-Identifier: BSL-1.0
#include "scenarios/spawn_join/problem.hpp"

#include "support/asio_awaitable/run.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

namespace bench {

namespace {

namespace aa = asio_awaitable;

aa::awaitable<std::uint64_t> child(std::uint64_t number) { co_return number; }

aa::awaitable<std::uint64_t> spawn_pairs(boost::asio::io_context& context, std::uint64_t count) {
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < count; ++i) sum += co_await co_spawn(context, child(i), aa::use_awaitable);
    co_return sum;
}

} // namespace

measurement spawn_join(params p) {
    double nanoseconds = 0;
    std::uint64_t sum = 0;
    aa::run(p.workers, [&](boost::asio::io_context& context) -> aa::awaitable<void> {
        co_await spawn_pairs(context, spawning::k_warm_up);
        const stopwatch watch;
        sum = co_await spawn_pairs(context, spawning::k_pairs);
        nanoseconds = watch.nanoseconds();
    });
    require(sum == spawning::sum_below(spawning::k_pairs), "a joined coroutine returned something else");
    return per_operation(nanoseconds, spawning::k_pairs);
}

} // namespace bench
