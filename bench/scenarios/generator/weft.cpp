// SPDX-License-Identifier: BSL-1.0
#include "scenarios/generator/problem.hpp"

#include <weft/generator.hpp>

namespace bench {

namespace {

using numbers = weft::generator<std::uint64_t>;
using handle = numbers::yield_type;

numbers count(std::uint64_t n) {
    return numbers([n](auto& yield) {
        for (std::uint64_t i = 0; i < n; ++i) yield(i);
    });
}

[[gnu::noinline]] void count_below(std::uint64_t n, unsigned depth, handle& yield) {
    if (depth > 1) return count_below(n, depth - 1, yield);
    for (std::uint64_t i = 0; i < n; ++i) yield(i);
}

void walk(unsigned depth, std::uint64_t& next, handle& yield) {
    if (depth == 0) return;
    walk(depth - 1, next, yield);
    yield(++next);
    walk(depth - 1, next, yield);
}

} // namespace

measurement generator_1(params) { return generating::measure_items(count); }

measurement generator_depth3(params) {
    return generating::measure_items(
        [](std::uint64_t n) { return numbers([n](auto& yield) { count_below(n, 3, yield); }); });
}

measurement generator_tree20(params) {
    return generating::measure_tree([](unsigned depth) {
        return numbers([depth](auto& yield) {
            std::uint64_t next = 0;
            walk(depth, next, yield);
        });
    });
}

measurement generator_create(params) {
    return generating::measure_lives(0, [] { return static_cast<std::uint64_t>(count(1).done()); });
}

measurement generator_empty(params) {
    return generating::measure_lives(0, [] { return generating::take_one(count(0)); });
}

measurement generator_break(params) {
    return generating::measure_lives(1, [] { return generating::take_one(count(2)); });
}

} // namespace bench
