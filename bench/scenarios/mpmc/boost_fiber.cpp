// SPDX-License-Identifier: BSL-1.0
#include "scenarios/mpmc/problem.hpp"

#include "support/boost_fiber/pool.hpp"
#include "support/boost_fiber/spawn.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

#include <numeric>

namespace bench {

namespace {

using channel = boost::fibers::buffered_channel<std::uint64_t>;

void produce(channel& items) {
    for (std::uint64_t i = 0; i < sharing::k_items_each; ++i) items.push(i);
}

std::uint64_t consume(channel& items) {
    std::uint64_t sum = 0;
    for (const std::uint64_t item : items) sum += item;
    return sum;
}

} // namespace

measurement mpmc(params p) {
    const boost_fiber::pool workers(p.workers);
    channel items(sharing::k_slots);
    std::vector<std::uint64_t> sums(sharing::k_consumers);
    std::vector<boost::fibers::fiber> producers;
    std::vector<boost::fibers::fiber> consumers;
    const stopwatch watch;
    for (std::size_t i = 0; i < sharing::k_producers; ++i)
        producers.push_back(boost_fiber::spawn([&] { produce(items); }));
    for (auto& sum : sums) consumers.push_back(boost_fiber::spawn([&] { sum = consume(items); }));
    for (auto& producer : producers) producer.join();
    items.close();
    for (auto& consumer : consumers) consumer.join();
    const double nanoseconds = watch.nanoseconds();
    require(std::reduce(sums.begin(), sums.end()) == sharing::k_sum, "items were lost or doubled");
    return per_operation(nanoseconds, sharing::k_items);
}

} // namespace bench
