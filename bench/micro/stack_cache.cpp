// SPDX-License-Identifier: BSL-1.0
#include "context/stack/stack_cache.hpp"

#include <benchmark/benchmark.h>

#include <vector>

namespace {

using weft::detail::stack;
using weft::detail::stack_cache;
using weft::detail::stack_pool;

// A warm stack is got and put back: the hot path of a fiber that ends.
void get_and_put(benchmark::State& state) {
    stack_pool pool(weft::detail::stack_options{});
    stack_cache cache(pool);
    for (auto _ : state) {
        stack* const mine = cache.get();
        benchmark::DoNotOptimize(mine);
        cache.put(mine);
    }
}
BENCHMARK(get_and_put);

// `range` stacks are got, then all put back: the cache runs dry and over. Time of one stack.
void get_many_and_put(benchmark::State& state) {
    stack_pool pool(weft::detail::stack_options{});
    stack_cache cache(pool);
    std::vector<stack*> stacks(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        for (auto& each : stacks) each = cache.get();
        for (stack* const each : stacks) cache.put(each);
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(get_many_and_put)->Arg(64)->Arg(1000)->Arg(10'000);

} // namespace
