// SPDX-License-Identifier: BSL-1.0
#include "scenarios/fib/problem.hpp"

#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

namespace bench {

namespace {

[[gnu::noinline]] std::uint64_t fibonacci_of(unsigned n) {
    if (n < 2) return n;
    asm volatile("" : "+r"(n)); // keeps the compiler from unrolling the recursion: a call each, as in the others
    return fibonacci_of(n - 1) + fibonacci_of(n - 2);
}

} // namespace

measurement fib(params) {
    fibonacci_of(fibonacci::k_warm_up_n);
    const stopwatch watch;
    const std::uint64_t answer = fibonacci_of(fibonacci::k_n);
    const double milliseconds = watch.milliseconds();
    require(answer == fibonacci::k_answer, "fib(30) is wrong");
    return in_milliseconds(milliseconds);
}

} // namespace bench
