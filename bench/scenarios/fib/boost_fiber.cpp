// SPDX-License-Identifier: BSL-1.0
#include "scenarios/fib/problem.hpp"

#include "support/boost_fiber/pool.hpp"
#include "support/boost_fiber/spawn.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

namespace bench {

namespace {

std::uint64_t fibonacci_of(unsigned n) {
    if (n < 2) return n;
    std::uint64_t left = 0;
    auto child = boost_fiber::spawn([&left, n] { left = fibonacci_of(n - 1); });
    const std::uint64_t right = fibonacci_of(n - 2);
    child.join();
    return left + right;
}

} // namespace

measurement fib(params p) {
    const boost_fiber::pool workers(p.workers);
    fibonacci_of(fibonacci::k_warm_up_n);
    const stopwatch watch;
    const std::uint64_t answer = fibonacci_of(fibonacci::k_n);
    const double milliseconds = watch.milliseconds();
    require(answer == fibonacci::k_answer, "fib(30) is wrong");
    return in_milliseconds(milliseconds);
}

} // namespace bench
