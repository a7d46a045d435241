// SPDX-License-Identifier: BSL-1.0
#include "scenarios/fib/problem.hpp"

#include "support/asio_awaitable/run.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

namespace bench {

namespace {

namespace aa = asio_awaitable;
using namespace boost::asio::experimental::awaitable_operators;

aa::awaitable<std::uint64_t> fibonacci_of(unsigned n) {
    if (n < 2) co_return n;
    const auto [left, right] = co_await (fibonacci_of(n - 1) && fibonacci_of(n - 2));
    co_return left + right;
}

}  // namespace

measurement fib(params p) {
    std::uint64_t answer = 0;
    const stopwatch watch;
    aa::run(p.workers, [&](boost::asio::io_context&) -> aa::awaitable<void> {
        answer = co_await fibonacci_of(fibonacci::k_n);
    });
    const double milliseconds = watch.milliseconds();
    require(answer == fibonacci::k_answer, "fib(30) is wrong");
    return in_milliseconds(milliseconds);
}

}  // namespace bench
