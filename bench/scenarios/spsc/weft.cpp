// SPDX-License-Identifier: BSL-1.0
#include "scenarios/spsc/problem.hpp"

#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"
#include "support/weft/run_on.hpp"

namespace bench {

namespace {

measurement measure() {
    weft::channel<std::uint64_t> items(streaming::k_slots);
    const stopwatch watch;
    auto producer = weft::spawn([&] {
        for (std::uint64_t i = 0; i < streaming::k_items; ++i) items.push(i);
        items.close();
    });
    auto consumer = weft::spawn([&] {
        std::uint64_t sum = 0;
        for (const std::uint64_t item : items) sum += item;
        return sum;
    });
    producer.join();
    const std::uint64_t sum = consumer.join();
    const double nanoseconds = watch.nanoseconds();
    require(sum == streaming::k_sum, "items were lost or doubled");
    return per_operation(nanoseconds, streaming::k_items);
}

} // namespace

measurement spsc(params p) { return run_on(p.workers, measure); }

} // namespace bench
