// SPDX-License-Identifier: BSL-1.0
#include "scenarios/generator/problem.hpp"

namespace bench {

namespace {

// As generating::measure_items() and _tree(), turned inside out: the producer calls the consumer.
template <class Produce>
measurement measure(std::uint64_t items, int times, Produce&& produce) {
    std::uint64_t sum = 0;
    const stopwatch watch;
    for (int i = 0; i < times; ++i) produce(sum);
    const double nanoseconds = watch.nanoseconds();
    require(sum == static_cast<std::uint64_t>(times) * items, "the items do not add up");
    return per_operation(nanoseconds, 1);
}

[[gnu::noinline]] void count(std::uint64_t n, std::uint64_t& sum) {
    for (std::uint64_t i = 0; i < n; ++i) generating::consume(sum, i);
}

[[gnu::noinline]] void walk(unsigned depth, std::uint64_t& next, std::uint64_t& sum) {
    if (depth == 0) return;
    walk(depth - 1, next, sum);
    generating::consume(sum, ++next);
    walk(depth - 1, next, sum);
}

measurement shared(measurement all, std::uint64_t items) {
    all.own.value /= static_cast<double>(items);
    return all;
}

} // namespace

measurement generator_1(params) {
    using namespace generating;
    return shared(measure(sum_below(k_items), 1, [](std::uint64_t& sum) { count(k_items, sum); }), k_items);
}

measurement generator_depth3(params all) { return generator_1(all); }

measurement generator_tree20(params) {
    using namespace generating;
    const auto walk_all = [](std::uint64_t& sum) {
        std::uint64_t next = 0;
        walk(k_tree_depth, next, sum);
    };
    return shared(measure(sum_below(k_tree_items + 1), k_trees, walk_all), k_trees * k_tree_items);
}

measurement generator_create(params) {
    return generating::measure_lives(0, [] { return std::uint64_t{0}; });
}

measurement generator_empty(params all) { return generator_create(all); }

measurement generator_break(params) {
    return generating::measure_lives(1, [] {
        std::uint64_t sum = 0;
        generating::consume(sum, 0);
        return std::uint64_t{1};
    });
}

} // namespace bench
