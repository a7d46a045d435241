// SPDX-License-Identifier: BSL-1.0
#include "scenarios/spsc/problem.hpp"

#include "support/process.hpp"
#include "support/scenarios.hpp"
#include "support/std_thread/blocking_queue.hpp"
#include "support/stopwatch.hpp"

#include <thread>

namespace bench {

measurement spsc(params p) {
    limit_cpus(p.workers);
    std_thread::blocking_queue<std::uint64_t> items(streaming::k_slots);
    std::uint64_t sum = 0;
    const stopwatch watch;
    std::thread producer([&] {
        for (std::uint64_t i = 0; i < streaming::k_items; ++i) items.push(i);
        items.close();
    });
    while (const auto item = items.pop()) sum += *item;
    producer.join();
    const double nanoseconds = watch.nanoseconds();
    require(sum == streaming::k_sum, "items were lost or doubled");
    return per_operation(nanoseconds, streaming::k_items);
}

} // namespace bench
