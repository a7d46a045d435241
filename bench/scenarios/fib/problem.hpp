// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

// fib_30: spawn fib(n-1), compute fib(n-2) in place, join; 1.35 million fibers; milliseconds.
// A small one comes first, so that every worker is awake when the clock starts.
namespace bench::fibonacci {

inline constexpr unsigned k_n = 30;
inline constexpr unsigned k_warm_up_n = 20;
inline constexpr std::uint64_t k_answer = 832'040;

} // namespace bench::fibonacci
