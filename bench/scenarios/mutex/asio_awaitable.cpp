// SPDX-License-Identifier: BSL-1.0
#include "scenarios/mutex/problem.hpp"

#include "support/asio_awaitable/channel.hpp"
#include "support/asio_awaitable/run.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

namespace bench {

namespace {

namespace aa = asio_awaitable;

enum class inside : bool { only_counts, yields };

// Asio has no mutex; a channel of one slot is what its users take: who put the token in is inside.
template <class Channel>
struct counter {
    Channel turn;
    std::uint64_t value = 0;

    explicit counter(boost::asio::io_context& context) : turn(context, 1) {}
    aa::awaitable<void> lock() { return turn.async_send({}, 0, aa::use_awaitable); }
    void unlock() {
        turn.try_receive([](auto...) {});
    }
};

template <inside Inside, class Channel>
aa::awaitable<void> increment(counter<Channel>& counter, std::uint64_t times) {
    const auto executor = co_await boost::asio::this_coro::executor;
    for (std::uint64_t i = 0; i < times; ++i) {
        if (!counter.turn.try_send(boost::system::error_code(), 0)) co_await counter.lock();
        ++counter.value;
        if constexpr (Inside == inside::yields) co_await post(executor, aa::use_awaitable);
        counter.unlock();
    }
}

template <inside Inside, class Channel>
aa::awaitable<void> work(counter<Channel>& counter, std::uint64_t times, Channel& ended) {
    co_await increment<Inside>(counter, times);
    co_await ended.async_send({}, 0, aa::use_awaitable);
}

template <inside Inside, class Channel>
measurement measure(unsigned workers, std::size_t size, std::uint64_t times) {
    double nanoseconds = 0;
    std::uint64_t value = 0;
    aa::run(workers, [&](boost::asio::io_context& context) -> aa::awaitable<void> {
        counter<Channel> counter(context);
        Channel ended(context, size);
        const stopwatch watch;
        for (std::size_t i = 0; i < size; ++i) co_spawn(context, work<Inside>(counter, times, ended), aa::rethrow);
        for (std::size_t i = 0; i < size; ++i) co_await ended.async_receive(aa::use_awaitable);
        nanoseconds = watch.nanoseconds();
        value = counter.value;
    });
    require(value == size * times, "the mutex let two in at once");
    return per_operation(nanoseconds, value);
}

template <inside Inside>
measurement contend(unsigned workers, std::size_t size, std::uint64_t times) {
    return workers == 1 ? measure<Inside, aa::channel>(1, size, times)
                        : measure<Inside, aa::concurrent_channel>(workers, size, times);
}

} // namespace

measurement mutex_uncontended(params p) {
    return contend<inside::only_counts>(p.workers, 1, locking::k_uncontended_pairs);
}

measurement mutex_contended(params p) {
    return contend<inside::only_counts>(p.workers, locking::k_fibers, locking::k_pairs_each);
}

measurement mutex_yield(params p) {
    return contend<inside::yields>(p.workers, locking::k_fibers, locking::k_yield_pairs_each);
}

} // namespace bench
