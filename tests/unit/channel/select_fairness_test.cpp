// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <weft/testing/simulate.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace weft::test {
namespace {

constexpr std::size_t k_ready = 4;
constexpr int k_draws = 8000;

/// How often each of four ready cases was chosen, beside one that never is ready.
std::array<int, k_ready> choices() {
    std::array<int, k_ready> counts{};
    std::vector<std::unique_ptr<channel<int>>> ready;
    for (std::size_t i = 0; i < k_ready; ++i) {
        ready.push_back(std::make_unique<channel<int>>(1));
        ready.back()->push(1);
    }
    channel<int> never(0);
    for (int draw = 0; draw < k_draws; ++draw) {
        const auto chosen =
            weft::select(on_pop(never), on_pop(*ready[0]), on_pop(*ready[1]), on_pop(*ready[2]), on_pop(*ready[3])) - 1;
        ++counts[chosen];
        ready[chosen]->push(1);
    }
    return counts;
}

/// The chi-square statistic of three degrees of freedom exceeds 16.3 once in a thousand seeds; the seed is fixed.
void expect_uniform(const std::array<int, k_ready>& counts) {
    double statistic = 0;
    constexpr double k_expected = double{k_draws} / k_ready;
    for (const int count : counts) statistic += (count - k_expected) * (count - k_expected) / k_expected;
    EXPECT_LT(statistic, 16.3);
}

TEST(SelectFairness, EachReadyCaseIsAsLikelyAsTheOthers) { expect_uniform(testing::simulate(1, choices)); }

TEST(SelectFairness, OnAWorkerTheSeedOfTheRuntimeDecides) {
    const auto first = weft::run({.workers = 1, .seed = 7}, choices);
    expect_uniform(first);
    EXPECT_EQ(weft::run({.workers = 1, .seed = 7}, choices), first);
    EXPECT_NE(weft::run({.workers = 1, .seed = 8}, choices), first);
}

TEST(SelectFairness, PlainThreadsChooseAsWell) {
    const auto counts = choices();
    for (const int count : counts) EXPECT_GT(count, k_draws / 8);
}

TEST(SelectFairness, ASimulationChoosesTheSameAgain) {
    EXPECT_EQ(testing::simulate(1, choices), testing::simulate(1, choices));
}

} // namespace
} // namespace weft::test
