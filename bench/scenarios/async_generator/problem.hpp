// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/program.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

#include <cstdint>

// async_generator: a producer in a fiber of its own counts, a consumer in another adds the numbers up. The producer is
// ahead by
//   0    nothing: it makes a number when it is asked for one
//   1    one number
//   64   64 numbers
namespace bench::counting {

inline constexpr std::uint64_t k_items = 1'000'000;

// measure() calls `count(n)`, which makes n numbers from 0 on and returns their sum, after a warm-up; ns an item.
template <class Count>
measurement measure(Count&& count) {
    static_cast<void>(count(k_items / 20));
    const stopwatch watch;
    const std::uint64_t sum = count(k_items);
    const double nanoseconds = watch.nanoseconds();
    require(sum == k_items * (k_items - 1) / 2, "the items do not add up");
    return per_operation(nanoseconds, k_items);
}

} // namespace bench::counting
