// SPDX-License-Identifier: BSL-1.0
#include "scenarios/spsc/problem.hpp"

#include "support/boost_fiber/pool.hpp"
#include "support/boost_fiber/spawn.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

namespace bench {

measurement spsc(params p) {
    const boost_fiber::pool workers(p.workers);
    boost::fibers::buffered_channel<std::uint64_t> items(streaming::k_slots);
    std::uint64_t sum = 0;
    const stopwatch watch;
    auto producer = boost_fiber::spawn([&] {
        for (std::uint64_t i = 0; i < streaming::k_items; ++i) items.push(i);
        items.close();
    });
    auto consumer = boost_fiber::spawn([&] {
        for (const std::uint64_t item : items) sum += item;
    });
    producer.join();
    consumer.join();
    const double nanoseconds = watch.nanoseconds();
    require(sum == streaming::k_sum, "items were lost or doubled");
    return per_operation(nanoseconds, streaming::k_items);
}

} // namespace bench
