// SPDX-License-Identifier: BSL-1.0
#include "scenarios/mpmc/problem.hpp"

#include "support/process.hpp"
#include "support/scenarios.hpp"
#include "support/std_thread/blocking_queue.hpp"
#include "support/stopwatch.hpp"

#include <numeric>
#include <thread>
#include <vector>

namespace bench {

namespace {

using queue = std_thread::blocking_queue<std::uint64_t>;

void produce(queue& items) {
    for (std::uint64_t i = 0; i < sharing::k_items_each; ++i) items.push(i);
}

std::uint64_t consume(queue& items) {
    std::uint64_t sum = 0;
    while (const auto item = items.pop()) sum += *item;
    return sum;
}

} // namespace

measurement mpmc(params p) {
    limit_cpus(p.workers);
    queue items(sharing::k_slots);
    std::vector<std::uint64_t> sums(sharing::k_consumers);
    std::vector<std::jthread> producers;
    std::vector<std::jthread> consumers;
    const stopwatch watch;
    for (std::size_t i = 0; i < sharing::k_producers; ++i) producers.emplace_back([&] { produce(items); });
    for (auto& sum : sums) consumers.emplace_back([&] { sum = consume(items); });
    producers.clear();
    items.close();
    consumers.clear();
    const double nanoseconds = watch.nanoseconds();
    require(std::reduce(sums.begin(), sums.end()) == sharing::k_sum, "items were lost or doubled");
    return per_operation(nanoseconds, sharing::k_items);
}

} // namespace bench
