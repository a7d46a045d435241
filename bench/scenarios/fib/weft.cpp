// SPDX-License-Identifier: BSL-1.0
#include "scenarios/fib/problem.hpp"

#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"
#include "support/weft/run_on.hpp"

namespace bench {

namespace {

std::uint64_t fibonacci_of(unsigned n) {
    if (n < 2) return n;
    auto child = weft::spawn([n] { return fibonacci_of(n - 1); });
    const std::uint64_t right = fibonacci_of(n - 2);
    return child.join() + right;
}

measurement measure() {
    fibonacci_of(fibonacci::k_warm_up_n);
    const stopwatch watch;
    const std::uint64_t answer = fibonacci_of(fibonacci::k_n);
    const double milliseconds = watch.milliseconds();
    require(answer == fibonacci::k_answer, "fib(30) is wrong");
    return in_milliseconds(milliseconds);
}

} // namespace

measurement fib(params p) { return run_on(p.workers, measure); }

} // namespace bench
