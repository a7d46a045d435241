// SPDX-License-Identifier: BSL-1.0
#include "scenarios/generator/problem.hpp"

#include <boost/coroutine2/all.hpp>

namespace bench {

namespace {

using coroutine = boost::coroutines2::coroutine<std::uint64_t>;
using numbers = coroutine::pull_type;
using handle = coroutine::push_type;

boost::coroutines2::fixedsize_stack stacks() { return boost::coroutines2::fixedsize_stack(65536); }

numbers count(std::uint64_t n) {
    return numbers(stacks(), [n](handle& yield) {
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
        [](std::uint64_t n) { return numbers(stacks(), [n](handle& yield) { count_below(n, 3, yield); }); });
}

measurement generator_tree20(params) {
    return generating::measure_tree([](unsigned depth) {
        return numbers(stacks(), [depth](handle& yield) {
            std::uint64_t next = 0;
            walk(depth, next, yield);
        });
    });
}

// It begins when it is made, so this is not made and destroyed unasked, but asked once, with nothing to give.
measurement generator_create(params) {
    return generating::measure_lives(0, [] { return static_cast<std::uint64_t>(static_cast<bool>(count(0))); });
}

measurement generator_empty(params all) { return generator_create(all); }

measurement generator_break(params) {
    return generating::measure_lives(1, [] { return generating::take_one(count(2)); });
}

} // namespace bench
