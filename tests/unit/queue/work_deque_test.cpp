// SPDX-License-Identifier: BSL-1.0
#include "queue/work_deque.hpp"
#include "support/seed.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <memory>
#include <random>
#include <thread>
#include <vector>

namespace weft::detail {
namespace {

using small_deque = work_deque<std::uint64_t, 8>;
using mode = small_deque::sharing;

class WorkDeque : public ::testing::TestWithParam<mode> {
protected:
    small_deque deque{GetParam()};
};

TEST_P(WorkDeque, GivesTheNewestAndTheOldest) {
    for (std::uint64_t i = 1; i <= 4; ++i) ASSERT_TRUE(deque.push(i));
    EXPECT_EQ(deque.peek_newest(), 4u);
    EXPECT_EQ(deque.peek_oldest(), 1u);
    EXPECT_EQ(deque.pop_newest(), 4u);
    EXPECT_EQ(deque.pop_oldest(), 1u);
    EXPECT_EQ(deque.size(), 2u);
    EXPECT_EQ(deque.pop_newest(), 3u);
    EXPECT_EQ(deque.pop_newest(), 2u);
    EXPECT_EQ(deque.pop_newest(), 0u);
    EXPECT_EQ(deque.pop_oldest(), 0u);
}

TEST_P(WorkDeque, RefusesWhenFullAndTakesAgainAfterAPop) {
    for (std::uint64_t i = 1; i <= 8; ++i) ASSERT_TRUE(deque.push(i));
    EXPECT_FALSE(deque.push(9));
    EXPECT_EQ(deque.pop_oldest(), 1u);
    EXPECT_TRUE(deque.push(9));
    EXPECT_FALSE(deque.push(10));
    for (std::uint64_t i = 2; i <= 9; ++i) EXPECT_EQ(deque.pop_oldest(), i);
}

TEST_P(WorkDeque, AgreesWithAStdDeque) {
    std::mt19937_64 random(test::seed_of_test());
    std::deque<std::uint64_t> oracle;
    const auto popped = [&](bool newest) -> std::uint64_t {
        if (oracle.empty()) return 0;
        const std::uint64_t item = newest ? oracle.back() : oracle.front();
        newest ? oracle.pop_back() : oracle.pop_front();
        return item;
    };
    for (std::uint64_t step = 1; step < 100'000; ++step) {
        const auto what = random() % 6;
        std::uint64_t taken = 0;
        if (what < 2) {
            const bool fits = oracle.size() < 8;
            ASSERT_EQ(deque.push(step), fits);
            if (fits) oracle.push_back(step);
        } else if (what == 2) {
            ASSERT_EQ(deque.pop_newest(), popped(true));
        } else if (what == 3) {
            ASSERT_EQ(deque.pop_oldest(), popped(false));
        } else if (GetParam() == mode::shared) {
            const auto outcome = deque.steal(taken);
            ASSERT_EQ(outcome, oracle.empty() ? steal_outcome::empty : steal_outcome::stolen);
            if (outcome == steal_outcome::stolen) {
                ASSERT_EQ(taken, popped(false));
            }
        } else if (deque.rotate(step, taken, 1000, [] {})) {
            ASSERT_EQ(taken, popped(false));
            oracle.push_back(step);
        } else {
            ASSERT_TRUE(oracle.empty());
        }
        ASSERT_EQ(deque.size(), oracle.size());
    }
}

INSTANTIATE_TEST_SUITE_P(Sharing, WorkDeque, ::testing::Values(mode::shared, mode::owner_only), [](const auto& param) {
    return param.param == mode::shared ? "Shared" : "OwnerOnly";
});

TEST(WorkDequeShared, OwnerAndThievesTakeEachItemOnce) {
    constexpr std::uint64_t k_items = 200'000;
    small_deque deque(mode::shared);
    std::vector<std::atomic<int>> taken(k_items + 1);
    std::atomic<bool> over = false;
    std::vector<std::thread> thieves;
    for (int i = 0; i < 3; ++i)
        thieves.emplace_back([&] {
            std::uint64_t item = 0;
            while (!over) {
                if (deque.steal(item) == steal_outcome::stolen)
                    ++taken[item];
                else
                    std::this_thread::yield();
            }
        });
    const auto take = [&](std::uint64_t item) {
        if (item != 0) ++taken[item];
        return item != 0;
    };
    for (std::uint64_t item = 1; item <= k_items; ++item) {
        while (!deque.push(item)) take(item % 2 == 0 ? deque.pop_newest() : deque.pop_oldest());
        if (item % 3 == 0) take(deque.pop_newest());
    }
    while (take(deque.pop_newest())) {}
    over = true;
    for (auto& each : thieves) each.join();
    for (std::uint64_t item = 1; item <= k_items; ++item) ASSERT_EQ(taken[item], 1) << item;
}

} // namespace
} // namespace weft::detail
