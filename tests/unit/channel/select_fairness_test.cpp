// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <weft/testing/simulate.hpp>

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <stop_token>
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

// --- one event makes two cases possible, for a select that waits

/// How often each of two cases was chosen: choose() is called k_waits times.
constexpr int k_waits = 400;
template <class Choose>
std::array<int, 2> waits(Choose&& choose) {
    std::array<int, 2> counts{};
    for (int i = 0; i < k_waits; ++i) ++counts[choose()];
    return counts;
}

/// Eight standard deviations.
void expect_both_alike(const std::array<int, 2>& counts) {
    EXPECT_GT(counts[0], 120);
    EXPECT_GT(counts[1], 120);
}

/// Runs select() while another fiber calls happen() a little later, when the select waits.
template <class Happen, class Select>
std::size_t meet(Happen&& happen, Select&& select) {
    auto other = spawn([&] {
        this_fiber::sleep_for(std::chrono::microseconds(1));
        happen();
    });
    const std::size_t chosen = select();
    other.join();
    return chosen;
}

class SelectChoiceAfterAWait : public OverWorkers {};
WEFT_OVER_WORKERS(SelectChoiceAfterAWait);

TEST_P(SelectChoiceAfterAWait, IsEvenBetweenTwoPopsFromOneChannel) {
    run([] {
        channel<int> c(0);
        expect_both_alike(
            waits([&] { return meet([&] { c.push(1); }, [&] { return weft::select(on_pop(c), on_pop(c)); }); }));
    });
}

TEST_P(SelectChoiceAfterAWait, IsEvenBetweenTwoPushesToOneChannel) {
    run([] {
        channel<std::size_t> c(0);
        std::size_t got = 0;
        expect_both_alike(waits([&] {
            const std::size_t chosen =
                meet([&] { got = *c.pop(); }, [&] { return weft::select(on_push(c, 0u), on_push(c, 1u)); });
            EXPECT_EQ(chosen, got);
            return chosen;
        }));
    });
}

TEST_P(SelectChoiceAfterAWait, IsEvenBetweenTwoPushesToOneBroadcast) {
    run([] {
        broadcast<int> news(1);
        auto mine = news.subscribe();
        news.push(0);
        expect_both_alike(waits([&] {
            return meet([&] { mine.pop(); }, [&] { return weft::select(on_push(news, 0), on_push(news, 1)); });
        }));
    });
}

TEST_P(SelectChoiceAfterAWait, IsEvenBetweenTwoPopsOfOneSubscription) {
    run([] {
        broadcast<int> news(1);
        auto mine = news.subscribe();
        expect_both_alike(waits(
            [&] { return meet([&] { news.push(0); }, [&] { return weft::select(on_pop(mine), on_pop(mine)); }); }));
    });
}

TEST_P(SelectChoiceAfterAWait, IsEvenWhenOneEventIsAwaitedTwice) {
    run([] {
        expect_both_alike(waits([] {
            event e;
            return meet([&] { e.set(); }, [&] { return weft::select(on_event(e), on_event(e)); });
        }));
    });
}

TEST_P(SelectChoiceAfterAWait, IsEvenWhenOneFiberIsAwaitedTwice) {
    run([] {
        expect_both_alike(waits([] {
            auto other = spawn([] { this_fiber::sleep_for(std::chrono::microseconds(1)); });
            const std::size_t chosen = weft::select(on_join(other), on_join(other));
            other.join();
            return chosen;
        }));
    });
}

TEST_P(SelectChoiceAfterAWait, IsEvenBetweenTwoStopsByOneSource) {
    run([] {
        expect_both_alike(waits([] {
            std::stop_source source;
            return meet([&] { source.request_stop(); },
                        [&] { return weft::select(on_stop(source.get_token()), on_stop(source.get_token())); });
        }));
    });
}

TEST_P(SelectChoiceAfterAWait, IsEvenBetweenTwoEqualDeadlines) {
    run([] {
        expect_both_alike(waits([] {
            const auto due = clock::now() + std::chrono::microseconds(1);
            return weft::select(at(due), at(due));
        }));
    });
}

/// 0: the pop; 1: the push, which throws.
template <class Items>
std::size_t close_both_ends(Items& pop_from, auto& push_to) {
    std::size_t chosen = 1;
    meet([&] { push_to.close(); },
         [&] {
             try {
                 chosen = weft::select(on_pop(pop_from), on_push(push_to, 1));
             } catch (const channel_closed&) {}
             return chosen;
         });
    return chosen;
}

TEST_P(SelectChoiceAfterAWait, IsEvenBetweenTheEndsOfAChannelThatCloses) {
    run([] {
        expect_both_alike(waits([] {
            channel<int> c(0);
            return close_both_ends(c, c);
        }));
    });
}

TEST_P(SelectChoiceAfterAWait, OrderedTakesTheFirstThen) {
    run([] {
        channel<int> c(0);
        EXPECT_EQ(meet([&] { c.close(); }, [&] { return select_ordered(on_pop(c), on_push(c, 1)); }), 0u);
        channel<int> d(0);
        EXPECT_THROW(meet([&] { d.close(); }, [&] { return select_ordered(on_push(d, 1), on_pop(d)); }),
                     channel_closed);
        event e;
        EXPECT_EQ(meet([&] { e.set(); }, [&] { return select_ordered(on_event(e), on_event(e)); }), 0u);
    });
}

TEST(SelectFairness, AWaitDrawsTheSameFromTheSameSeed) {
    const auto choose = [] {
        channel<int> c(0);
        return waits([&] { return meet([&] { c.push(1); }, [&] { return weft::select(on_pop(c), on_pop(c)); }); });
    };
    EXPECT_EQ(testing::simulate(1, choose), testing::simulate(1, choose));
    expect_both_alike(testing::simulate(1, choose));
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

TEST(SelectFairness, ASimulationChoosesTheSameAgain) {
    EXPECT_EQ(testing::simulate(1, choices), testing::simulate(1, choices));
}

} // namespace
} // namespace weft::test
