// SPDX-License-Identifier: BSL-1.0
#include "scenarios/generator/problem.hpp"
#include "support/cpp20_generator/generator.hpp"

namespace bench {

namespace {

using numbers = nesting_generator<std::uint64_t>;

numbers count(std::uint64_t n) {
    for (std::uint64_t i = 0; i < n; ++i) co_yield i;
}

numbers count_below(std::uint64_t n, unsigned depth) {
    if (depth == 1) {
        for (std::uint64_t i = 0; i < n; ++i) co_yield i;
    } else {
        co_yield count_below(n, depth - 1);
    }
}

numbers walk(unsigned depth, std::uint64_t& next) {
    if (depth == 0) co_return;
    co_yield walk(depth - 1, next);
    co_yield ++next;
    co_yield walk(depth - 1, next);
}

numbers walk_all(unsigned depth) {
    std::uint64_t next = 0;
    co_yield walk(depth, next);
}

} // namespace

measurement generator_1(params) { return generating::measure_items(count); }

measurement generator_depth3(params) {
    return generating::measure_items([](std::uint64_t n) { return count_below(n, 3); });
}

measurement generator_tree20(params) { return generating::measure_tree(walk_all); }

measurement generator_create(params) {
    return generating::measure_lives(0, [] { return static_cast<std::uint64_t>(count(1).frame().done()); });
}

measurement generator_empty(params) {
    return generating::measure_lives(0, [] { return generating::take_one(count(0)); });
}

measurement generator_break(params) {
    return generating::measure_lives(1, [] { return generating::take_one(count(2)); });
}

} // namespace bench
