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

TEST_P(WorkDeque, RemovesFromTheMiddleAndSkipsTheGap) {
    for (std::uint64_t i = 1; i <= 6; ++i) {
        ASSERT_EQ(deque.next_place(), i - 1);
        ASSERT_TRUE(deque.push(i));
    }
    EXPECT_TRUE(deque.remove(2, 3));
    EXPECT_FALSE(deque.remove(2, 3)) << "it is gone";
    EXPECT_FALSE(deque.remove(3, 3)) << "another entry is there";
    EXPECT_TRUE(deque.remove(0, 1));
    EXPECT_TRUE(deque.remove(5, 6));
    EXPECT_EQ(deque.pop_oldest(), 2u);
    EXPECT_EQ(deque.pop_newest(), 5u);
    EXPECT_TRUE(deque.has_entries());
    EXPECT_EQ(deque.pop_newest(), 4u);
    EXPECT_FALSE(deque.has_entries());
    EXPECT_EQ(deque.pop_newest(), 0u);
    EXPECT_EQ(deque.pop_oldest(), 0u);
}

TEST_P(WorkDeque, HasNoEntriesWhenAllWereRemoved) {
    for (std::uint64_t i = 1; i <= 3; ++i) ASSERT_TRUE(deque.push(i));
    EXPECT_TRUE(deque.remove(0, 1));
    EXPECT_TRUE(deque.remove(1, 2));
    EXPECT_TRUE(deque.has_entries());
    EXPECT_TRUE(deque.remove(2, 3));
    EXPECT_FALSE(deque.has_entries());
    std::uint64_t taken = 0;
    if (GetParam() == mode::shared) {
        EXPECT_EQ(deque.steal(taken), steal_outcome::empty);
    }
    EXPECT_EQ(deque.pop_oldest(), 0u);
    for (std::uint64_t i = 1; i <= 8; ++i) ASSERT_TRUE(deque.push(i)) << "removed places are used again";
}

TEST_P(WorkDeque, FindsNothingAtAPlaceThatIsNoPlace) {
    ASSERT_TRUE(deque.push(1));
    EXPECT_FALSE(deque.remove(0xdeadbeef0, 2));
    EXPECT_EQ(deque.pop_oldest(), 1u);
    EXPECT_FALSE(deque.remove(0, 1)) << "what was popped is not there, whatever its slot holds";
}

TEST_P(WorkDeque, RemovedPlacesLeaveWithTheNewest) {
    for (std::uint64_t i = 1; i <= 6; ++i) ASSERT_TRUE(deque.push(i));
    for (std::uint64_t i : {2u, 4u, 5u}) EXPECT_TRUE(deque.remove(i - 1, i));
    EXPECT_TRUE(deque.remove(5, 6));
    EXPECT_EQ(deque.size(), 3u);
    EXPECT_TRUE(deque.remove(2, 3));
    EXPECT_EQ(deque.size(), 1u);
    EXPECT_EQ(deque.pop_newest(), 1u);
}

TEST_P(WorkDeque, RemovedPlacesLeaveWithTheOldest) {
    for (std::uint64_t i = 1; i <= 4; ++i) ASSERT_TRUE(deque.push(i));
    for (std::uint64_t i : {3u, 2u, 1u}) EXPECT_TRUE(deque.remove(i - 1, i));
    EXPECT_EQ(deque.size(), 1u);
    EXPECT_EQ(deque.pop_oldest(), 4u);
}

TEST_P(WorkDeque, FindsNothingAboveTheNewest) {
    ASSERT_TRUE(deque.push(1));
    ASSERT_TRUE(deque.push(2));
    ASSERT_TRUE(deque.push(3));
    EXPECT_EQ(deque.pop_newest(), 3u);
    EXPECT_EQ(deque.pop_newest(), 2u);
    EXPECT_FALSE(deque.remove(2, 3)) << "whatever its slot holds";
    EXPECT_EQ(deque.size(), 1u);
}

TEST(WorkDequeOwnerOnly, PushesQuicklyUntilItWouldHaveToLookForRoom) {
    small_deque deque(mode::owner_only);
    for (std::uint64_t i = 1; i <= 8; ++i) ASSERT_TRUE(deque.push_quickly(deque.next_place(), i));
    EXPECT_FALSE(deque.push_quickly(deque.next_place(), 9));
    EXPECT_EQ(deque.pop_oldest(), 1u);
    EXPECT_FALSE(deque.push_quickly(deque.next_place(), 9)) << "it has not looked";
    EXPECT_TRUE(deque.push(9));
    for (std::uint64_t i = 2; i <= 9; ++i) EXPECT_EQ(deque.pop_oldest(), i);
}

TEST(WorkDequeOwnerOnly, KeepsOrderAndPlacesWhenItGrows) {
    using wide_deque = work_deque<std::uint64_t, 1024>;
    wide_deque deque(wide_deque::sharing::owner_only);
    std::uint64_t taken = 0;
    for (std::uint64_t i = 1; i <= 50; ++i) ASSERT_TRUE(deque.push(i));
    for (std::uint64_t i = 1; i <= 40; ++i) ASSERT_TRUE(deque.rotate(50 + i, taken, 2000, [] {}));
    for (std::uint64_t i = 91; i <= 1040 + 24; ++i) ASSERT_TRUE(deque.push(i)) << i;
    EXPECT_FALSE(deque.push(1)) << "all places are used";
    EXPECT_TRUE(deque.remove(499, 500)) << "a place is what it was";
    for (std::uint64_t i = 41; i <= 1064; ++i)
        if (i != 500) {
            ASSERT_EQ(deque.pop_oldest(), i);
        }
    EXPECT_EQ(deque.pop_oldest(), 0u);
}

/// An entry of the oracle: removed ones keep their place, as in the ring, until one end of it gets there.
struct oracle_entry {
    std::uint64_t item, place;
};

TEST_P(WorkDeque, AgreesWithAStdDeque) {
    std::mt19937_64 random(test::seed_of_test());
    std::deque<oracle_entry> oracle;
    const auto popped = [&](bool newest) -> std::uint64_t {
        if (oracle.empty()) return 0;
        const std::uint64_t item = (newest ? oracle.back() : oracle.front()).item;
        newest ? oracle.pop_back() : oracle.pop_front();
        return item;
    };
    for (std::uint64_t step = 1; step < 100'000; ++step) {
        const auto what = random() % 7;
        std::uint64_t taken = 0;
        if (what < 2) {
            const bool fits = deque.size() < 8;
            const std::uint64_t place = deque.next_place();
            ASSERT_EQ(deque.push(step), fits);
            if (fits) oracle.push_back({step, place});
        } else if (what == 6) {
            if (oracle.empty()) continue;
            const auto which = oracle.begin() + static_cast<std::ptrdiff_t>(random() % oracle.size());
            ASSERT_TRUE(deque.remove(which->place, which->item));
            oracle.erase(which);
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
        } else if (const std::uint64_t place = deque.next_place(); deque.rotate(step, taken, 1000, [] {})) {
            ASSERT_EQ(taken, popped(false));
            oracle.push_back({step, place});
        } else {
            ASSERT_TRUE(oracle.empty());
        }
        ASSERT_EQ(deque.has_entries(), !oracle.empty());
        ASSERT_GE(deque.size(), oracle.size());
    }
}

INSTANTIATE_TEST_SUITE_P(Sharing, WorkDeque, ::testing::Values(mode::shared, mode::owner_only),
                         [](const auto& param) { return param.param == mode::shared ? "Shared" : "OwnerOnly"; });

TEST(WorkDequeShared, OwnerAndThievesTakeEachItemOnce) {
    constexpr std::uint64_t k_items = 200'000;
    small_deque deque(mode::shared);
    std::vector<std::uint64_t> places(k_items + 1);
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
    const auto push = [&](std::uint64_t item) {
        places[item] = deque.next_place();
        return deque.push(item);
    };
    const auto remove = [&](std::uint64_t item) { return take(deque.remove(places[item], item) ? item : 0); };
    for (std::uint64_t item = 1; item <= k_items; ++item) {
        while (!push(item)) take(item % 2 == 0 ? deque.pop_newest() : deque.pop_oldest());
        if (item % 3 == 0) take(deque.pop_newest());
        if (item % 4 == 0) remove(item - 1);
        if (item % 5 == 0) remove(item);
    }
    while (take(deque.pop_newest())) {}
    over = true;
    for (auto& each : thieves) each.join();
    for (std::uint64_t item = 1; item <= k_items; ++item) ASSERT_EQ(taken[item], 1) << item;
}

} // namespace
} // namespace weft::detail
