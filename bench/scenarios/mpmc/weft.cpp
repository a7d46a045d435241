// SPDX-License-Identifier: BSL-1.0
#include "scenarios/mpmc/problem.hpp"

#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"
#include "support/weft/run_on.hpp"

#include <array>

namespace bench {

namespace {

using channel = weft::channel<std::uint64_t>;

void produce(channel& items) {
    for (std::uint64_t i = 0; i < sharing::k_items_each; ++i) items.push(i);
}

std::uint64_t consume(channel& items) {
    std::uint64_t sum = 0;
    for (const std::uint64_t item : items) sum += item;
    return sum;
}

measurement measure() {
    channel items(sharing::k_slots);
    std::array<weft::fiber<void>, sharing::k_producers> producers;
    std::array<weft::fiber<std::uint64_t>, sharing::k_consumers> consumers;
    const stopwatch watch;
    for (auto& producer : producers) producer = weft::spawn([&] { produce(items); });
    for (auto& consumer : consumers) consumer = weft::spawn([&] { return consume(items); });
    for (auto& producer : producers) producer.join();
    items.close();
    std::uint64_t sum = 0;
    for (auto& consumer : consumers) sum += consumer.join();
    const double nanoseconds = watch.nanoseconds();
    require(sum == sharing::k_sum, "items were lost or doubled");
    return per_operation(nanoseconds, sharing::k_items);
}

} // namespace

measurement mpmc(params p) { return run_on(p.workers, measure); }

} // namespace bench
