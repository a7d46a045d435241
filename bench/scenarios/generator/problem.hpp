// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/program.hpp"
#include "support/scenarios.hpp"
#include "support/stopwatch.hpp"

#include <cstddef>
#include <cstdint>

// generator: a producer hands out numbers one by one, a consumer adds them up.
//   1        counts from 0
//   depth3   the same through three levels: each hands out what the one below hands out
//   tree20   an in-order walk of a full binary tree of 2^20 - 1 nodes, by recursion; the tree is only counted, not
//            stored
//   create   a producer is made and destroyed; nobody asks
//   empty    a producer is made, asked once, has nothing, is destroyed
//   break    a producer is made, asked once, gives an item, is destroyed
namespace bench::generating {

inline constexpr std::uint64_t k_items = 20'000'000;
inline constexpr unsigned k_tree_depth = 20;
inline constexpr std::uint64_t k_tree_items = (std::uint64_t{1} << k_tree_depth) - 1;
inline constexpr int k_trees = 4;
inline constexpr std::uint64_t k_short_lives = 500'000;

inline constexpr std::uint64_t sum_below(std::uint64_t n) { return n * (n - 1) / 2; }

// Each item goes through here, so that no compiler adds up the series by itself.
inline void consume(std::uint64_t& sum, std::uint64_t item) {
    asm volatile("" : "+r"(item));
    sum += item;
}

// measure_items() adds up what `make(n)` hands out, after a warm-up; ns an item.
template <class Make>
measurement measure_items(Make&& make) {
    std::uint64_t sum = 0;
    for (const std::uint64_t item : make(k_items / 20)) consume(sum, item);
    sum = 0;
    const stopwatch watch;
    for (const std::uint64_t item : make(k_items)) consume(sum, item);
    const double nanoseconds = watch.nanoseconds();
    require(sum == sum_below(k_items), "the items do not add up");
    return per_operation(nanoseconds, k_items);
}

// measure_tree() walks the tree that `make(depth)` hands out k_trees times; ns an item.
template <class Make>
measurement measure_tree(Make&& make) {
    std::uint64_t sum = 0;
    for (const std::uint64_t item : make(k_tree_depth / 2)) consume(sum, item);
    sum = 0;
    const stopwatch watch;
    for (int i = 0; i < k_trees; ++i) {
        for (const std::uint64_t item : make(k_tree_depth)) consume(sum, item);
    }
    const double nanoseconds = watch.nanoseconds();
    require(sum == k_trees * sum_below(k_tree_items + 1), "the tree does not add up");
    return per_operation(nanoseconds, k_trees * k_tree_items);
}

// measure_lives() calls `live()` many times; it returns how many items it got, `items` are expected. ns a life.
template <class Live>
measurement measure_lives(std::uint64_t items, Live&& live) {
    std::uint64_t got = 0;
    for (std::uint64_t i = 0; i < k_short_lives / 20; ++i) got += live();
    got = 0;
    const stopwatch watch;
    for (std::uint64_t i = 0; i < k_short_lives; ++i) got += live();
    const double nanoseconds = watch.nanoseconds();
    require(got == items * k_short_lives, "a short life gave another number of items");
    return per_operation(nanoseconds, k_short_lives);
}

// Asks once.
template <class Range>
std::uint64_t take_one(Range&& range) {
    for (const std::uint64_t item : range) {
        std::uint64_t sum = 0;
        consume(sum, item);
        return 1;
    }
    return 0;
}

} // namespace bench::generating
