// SPDX-License-Identifier: BSL-1.0
#include "toy_world.hpp"

#include "explore/exploration.hpp"
#include "explore/strategies.hpp"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

namespace weft::detail {
namespace {

using test::preemptions_of;
using test::toy_world;

/// All orders that an exploration meets.
std::set<std::vector<unsigned>> orders_of(const exploration& how, unsigned actors, unsigned steps) {
    std::set<std::vector<unsigned>> seen;
    toy_world world(actors, steps, [&](const std::vector<unsigned>& order) {
        seen.insert(order);
        return nullptr;
    });
    EXPECT_FALSE(explore_world(how, world).found);
    return seen;
}

exploration of_kind(exploration_kind kind, std::uint64_t runs) {
    exploration how;
    how.kind = kind;
    how.runs = runs;
    return how;
}

TEST(Dfs, WithoutABoundMeetsEveryOrderOnce) {
    exploration how = of_kind(exploration_kind::dfs, 1'000'000);
    how.preemption_bound = 100;
    std::uint64_t runs = 0;
    toy_world world(3, 3, [&](const std::vector<unsigned>&) {
        ++runs;
        return nullptr;
    });
    const exploration_result result = explore_world(how, world);
    EXPECT_TRUE(result.exhausted);
    EXPECT_EQ(result.runs, 1680U); // 9! / (3! 3! 3!)
    EXPECT_EQ(orders_of(how, 3, 3).size(), 1680U);
}

TEST(Dfs, MeetsExactlyTheOrdersWithinItsBound) {
    exploration all = of_kind(exploration_kind::dfs, 1'000'000);
    all.preemption_bound = 100;
    const auto every = orders_of(all, 3, 3);
    for (unsigned bound = 0; bound <= 3; ++bound) {
        exploration how = all;
        how.preemption_bound = bound;
        std::set<std::vector<unsigned>> expected;
        for (const auto& order : every)
            if (preemptions_of(order, 3) <= bound) expected.insert(order);
        EXPECT_EQ(orders_of(how, 3, 3), expected) << "bound " << bound;
    }
}

/// Asks for values only: each combination once.
TEST(Dfs, EnumeratesValues) {
    struct value_world final : world {
        run_outcome run(strategy& chooser, trace_sink*) override {
            const unsigned first = chooser.choose_value(3);
            const unsigned second = first == 1 ? chooser.choose_value(1) : chooser.choose_value(2);
            seen.insert({first, second});
            return {};
        }
        std::set<std::pair<unsigned, unsigned>> seen;
    } world;
    const exploration_result result = explore_world(of_kind(exploration_kind::dfs, 100), world);
    EXPECT_TRUE(result.exhausted);
    EXPECT_EQ(result.runs, 5U);
    EXPECT_EQ(world.seen.size(), 5U);
}

/// Four questions of two values, at most one of them not ordinary.
TEST(Dfs, BoundsValues) {
    struct value_world final : world {
        run_outcome run(strategy& chooser, trace_sink*) override {
            for (int question = 0; question < 4; ++question) static_cast<void>(chooser.choose_value(2));
            return {};
        }
    } world;
    exploration how = of_kind(exploration_kind::dfs, 100);
    how.value_bound = 1;
    const exploration_result result = explore_world(how, world);
    EXPECT_TRUE(result.exhausted);
    EXPECT_EQ(result.runs, 5U);
}

TEST(Random, MeetsEveryOrderOfASmallWorldAndRepeatsWithItsSeed) {
    const exploration how = of_kind(exploration_kind::random, 20'000);
    const auto seen = orders_of(how, 3, 2);
    EXPECT_EQ(seen.size(), 90U); // 6! / (2! 2! 2!)
    EXPECT_EQ(orders_of(of_kind(exploration_kind::random, 30), 3, 3),
              orders_of(of_kind(exploration_kind::random, 30), 3, 3));
}

TEST(Pct, OfDepthOneNeverPreempts) {
    exploration how = of_kind(exploration_kind::pct, 1'000);
    how.depth = 1;
    const auto seen = orders_of(how, 3, 3);
    EXPECT_EQ(seen.size(), 6U);
    for (const auto& order : seen) EXPECT_EQ(preemptions_of(order, 3), 0U);
}

TEST(Pct, OfDepthThreePreemptsAtMostTwice) {
    exploration how = of_kind(exploration_kind::pct, 20'000);
    how.depth = 3;
    std::set<unsigned> preemptions;
    for (const auto& order : orders_of(how, 3, 3)) preemptions.insert(preemptions_of(order, 3));
    EXPECT_EQ(preemptions, (std::set<unsigned>{0, 1, 2}));
}

TEST(Pct, RefusesDepthZero) { EXPECT_THROW(static_cast<void>(make_pct(1, 0)), std::invalid_argument); }

} // namespace
} // namespace weft::detail
