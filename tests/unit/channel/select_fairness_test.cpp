// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <weft/testing/simulate.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <memory>
#include <thread>
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

/// Eight standard deviations: no seed, and no order in which the workers draw, leaves it.
void expect_even(const std::array<int, k_ready>& counts) {
    for (const int count : counts) {
        EXPECT_GT(count, 1690);
        EXPECT_LT(count, 2310);
    }
}

class SelectChoice : public OverWorkers {};
class SelectChoiceBesideThreads : public OverWorkersBesideThreads {};

TEST_P(SelectChoice, IsEvenAmongTheReadyCases) {
    run([] { expect_even(choices()); });
}

TEST_P(SelectChoice, IsEvenForEachOfManyFibers) {
    run([] {
        std::vector<fiber<std::array<int, k_ready>>> all;
        for (int i = 0; i < 4; ++i) all.push_back(spawn(choices));
        for (auto& each : all) expect_even(each.join());
    });
}

TEST_P(SelectChoiceBesideThreads, IsEvenForAPlainThread) {
    run([] {
        std::array<int, k_ready> counts{};
        std::thread outside([&] { counts = choices(); });
        expect_even(choices());
        outside.join();
        expect_even(counts);
    });
}

WEFT_OVER_WORKERS(SelectChoice);
WEFT_OVER_REAL_WORKERS(SelectChoiceBesideThreads);

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

TEST(SelectFairness, ASimulationChoosesTheSameAgain) {
    EXPECT_EQ(testing::simulate(1, choices), testing::simulate(1, choices));
}

} // namespace
} // namespace weft::test
