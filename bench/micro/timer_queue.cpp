// SPDX-License-Identifier: BSL-1.0
#include "queue/timer_queue.hpp"

#include <benchmark/benchmark.h>

#include <deque>
#include <random>

namespace {

using weft::detail::time_point;
using weft::detail::timer_queue;

struct timer : weft::detail::timer_node {
    using timer_node::timer_node;
};

// `count` timers with deadlines in no order, fixed by the seed.
std::deque<timer> make_timers(std::size_t count) {
    std::minstd_rand random(7);
    std::deque<timer> timers;
    for (std::size_t i = 0; i < count; ++i) timers.emplace_back(time_point(std::chrono::nanoseconds(random())));
    return timers;
}

void fire_all(timer_queue& queue) {
    while (queue.fire_one(timer_queue::k_never, [](auto&) {})) {}
}

// Adds `range` timers, then fires all of them; time of one timer.
void add_and_fire(benchmark::State& state) {
    auto timers = make_timers(static_cast<std::size_t>(state.range(0)));
    timer_queue queue;
    for (auto _ : state) {
        for (auto& each : timers) queue.add(each);
        fire_all(queue);
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(add_and_fire)->RangeMultiplier(10)->Range(10, 1'000'000);

// Adds a timer to `range` others and cancels it: a timeout that does not expire.
void add_and_cancel(benchmark::State& state) {
    auto timers = make_timers(static_cast<std::size_t>(state.range(0)));
    timer_queue queue;
    for (auto& each : timers) queue.add(each);
    timer mine(time_point(std::chrono::seconds(1)));
    for (auto _ : state) {
        queue.add(mine);
        mine.cancel();
    }
    fire_all(queue);
}
BENCHMARK(add_and_cancel)->RangeMultiplier(10)->Range(10, 100'000);

} // namespace
