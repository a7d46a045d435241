// SPDX-License-Identifier: BSL-1.0
#include "queue/work_deque.hpp"

#include <benchmark/benchmark.h>

namespace {

struct item {
    int number = 0; // 0: no item
    explicit operator bool() const { return number != 0; }
    bool operator==(const item&) const = default;
    static constexpr item removed() { return {-1}; }
};
using deque = weft::detail::work_deque<item, 1024>;

constexpr item k_item{1};

// The owner pushes and takes back the newest: what a spawn and a join in place cost here.
void push_pop_newest(benchmark::State& state, deque::sharing mode) {
    deque ready(mode);
    for (auto _ : state) {
        benchmark::DoNotOptimize(ready.push(k_item));
        benchmark::DoNotOptimize(ready.pop_newest());
    }
}
BENCHMARK_CAPTURE(push_pop_newest, shared, deque::sharing::shared);
BENCHMARK_CAPTURE(push_pop_newest, owner_only, deque::sharing::owner_only);

// The owner pushes two and removes the older one: what a spawn and a join in the order of the spawns cost here.
void push_remove(benchmark::State& state, deque::sharing mode) {
    deque ready(mode);
    for (auto _ : state) {
        const auto place = ready.next_place();
        benchmark::DoNotOptimize(ready.push(k_item));
        benchmark::DoNotOptimize(ready.push(k_item));
        benchmark::DoNotOptimize(ready.remove(place, k_item));
        benchmark::DoNotOptimize(ready.pop_newest());
    }
}
BENCHMARK_CAPTURE(push_remove, shared, deque::sharing::shared);
BENCHMARK_CAPTURE(push_remove, owner_only, deque::sharing::owner_only);

// The owner pushes and takes the oldest of `range` entries: what a yield costs here.
void push_pop_oldest(benchmark::State& state, deque::sharing mode) {
    deque ready(mode);
    for (std::int64_t i = 0; i < state.range(0); ++i) ready.push(k_item);
    for (auto _ : state) {
        benchmark::DoNotOptimize(ready.push(k_item));
        benchmark::DoNotOptimize(ready.pop_oldest());
    }
}
BENCHMARK_CAPTURE(push_pop_oldest, shared, deque::sharing::shared)->Arg(1)->Arg(1000);
BENCHMARK_CAPTURE(push_pop_oldest, owner_only, deque::sharing::owner_only)->Arg(1)->Arg(1000);

// Thread 0 owns the deque, the others steal: items a second that reach anybody.
void steal_against_owner(benchmark::State& state) {
    static deque ready(deque::sharing::shared);
    std::int64_t taken = 0;
    for (auto _ : state) {
        if (state.thread_index() == 0) {
            benchmark::DoNotOptimize(ready.push(k_item));
            benchmark::DoNotOptimize(ready.push(k_item));
            taken += ready.pop_newest() ? 1 : 0;
        } else {
            item found;
            taken += ready.steal(found) == weft::detail::steal_outcome::stolen ? 1 : 0;
        }
    }
    state.SetItemsProcessed(taken);
    while (state.thread_index() == 0 && ready.pop_oldest()) {}
}
BENCHMARK(steal_against_owner)->Threads(2)->UseRealTime();

} // namespace
