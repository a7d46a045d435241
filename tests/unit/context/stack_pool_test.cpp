// SPDX-License-Identifier: BSL-1.0
// The pool with both kinds of guard: every stack is separate, guarded, counted and used again.
#include "context/stack/stack_pool.hpp"
#include "context/switch/sanitizers.hpp"
#include "support/ageing.hpp"
#include "unit/context/bodies.hpp"
#include "unit/context/hand_fiber.hpp"
#include "unit/context/resident.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace weft::detail {
namespace {

class StackPool : public ::testing::TestWithParam<guard_kind> {
protected:
    void SetUp() override {
        if (GetParam() == guard_kind::mark && find_guard() == guard_kind::protect) {
            GTEST_SKIP() << "this kernel has no MADV_GUARD_INSTALL";
        }
    }

    std::vector<stack*> allocate(std::size_t count) {
        std::vector<stack*> all(count);
        std::generate(all.begin(), all.end(), [&] { return pool_.allocate(); });
        return all;
    }
    void release(const std::vector<stack*>& all) {
        for (stack* s : all) pool_.release(s);
    }

    stack_pool pool_{stack_options{}, GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Guards, StackPool, ::testing::Values(guard_kind::mark, guard_kind::protect),
                         [](const auto& kind) { return kind.param == guard_kind::mark ? "marked" : "protected"; });

TEST_P(StackPool, GivesAtLeastTheSizeAskedFor) {
    for (std::size_t asked : {std::size_t{1}, std::size_t{16384}, std::size_t{65536}, std::size_t{1000000}}) {
        stack_pool pool({.size = asked}, GetParam());
        stack* const s = pool.allocate();
        EXPECT_GE(s->size(), asked);
        EXPECT_LE(s->size(), asked + 2 * 4096);
        std::memset(s->bottom, 0xAA, s->size());
        pool.release(s);
    }
}

TEST_P(StackPool, GivesStacksOfAGibibyte) {
    if (WEFT_ASAN || WEFT_TSAN) GTEST_SKIP() << "the address space is the sanitizer's";
    stack_pool pool({.size = std::size_t{1} << 30}, GetParam());
    stack* const s = pool.allocate();
    EXPECT_GE(s->size(), std::size_t{1} << 30);
    *s->bottom = std::byte{1};
    pool.release(s);
}

TEST_P(StackPool, GivesStacksThatDoNotOverlap) {
    auto all = allocate(200);
    std::sort(all.begin(), all.end());
    for (std::size_t i = 1; i < all.size(); ++i) {
        EXPECT_GE(all[i]->bottom, all[i - 1]->top + sizeof(stack) + default_guard_size());
    }
    release(all);
}

TEST_P(StackPool, GuardsEveryStackFromTheFirstByteBelow) {
    const auto all = allocate(3);
    for (stack* s : all) {
        s->bottom[0] = std::byte{1};
        EXPECT_EXIT(*const_cast<volatile std::byte*>(s->bottom - 1) = std::byte{1}, died_of_fault, "");
        auto* const lowest = s->bottom - default_guard_size();
        EXPECT_EXIT(*const_cast<volatile std::byte*>(lowest) = std::byte{1}, died_of_fault, "");
    }
    release(all);
}

TEST_P(StackPool, GuardsAStackAgainThatWasTrimmed) {
    stack* s = pool_.allocate();
    pool_.release(s);
    test::age_out(pool_);
    s = pool_.allocate();
    EXPECT_EXIT(*const_cast<volatile std::byte*>(s->bottom - 1) = std::byte{1}, died_of_fault, "");
    pool_.release(s);
}

TEST_P(StackPool, GivesTheStackReleasedLastFirst) {
    const auto all = allocate(3);
    release(all);
    EXPECT_EQ(pool_.allocate(), all[2]);
    EXPECT_EQ(pool_.allocate(), all[1]);
    pool_.release(all[1]);
    EXPECT_EQ(pool_.allocate(), all[1]);
    release({all[1], all[2]});
}

TEST_P(StackPool, CountsWhatIsLive) {
    EXPECT_EQ(pool_.live(), 0u);
    EXPECT_EQ(pool_.mappings(), 0u);
    const auto all = allocate(100);
    EXPECT_EQ(pool_.live(), 100u);
    EXPECT_EQ(pool_.mappings(), 2u);
    release(all);
    EXPECT_EQ(pool_.live(), 0u);
    EXPECT_EQ(pool_.warm(), 100u);
    EXPECT_EQ(pool_.mappings(), 2u);
}

TEST_P(StackPool, ColoursTheTopsWithinTwoKilobytes) {
    const auto all = allocate(16);
    std::set<std::uintptr_t> places;
    for (stack* s : all) {
        const auto from_end = 4096 - reinterpret_cast<std::uintptr_t>(s->top) % 4096;
        EXPECT_EQ(from_end % 64, 0u);
        EXPECT_LE(from_end, 2048u);
        places.insert(from_end);
    }
    EXPECT_EQ(places.size(), 16u);
    release(all);
}

TEST_P(StackPool, GivesBatches) {
    std::array<stack*, 100> got{};
    EXPECT_EQ(pool_.allocate_batch(got), got.size());
    EXPECT_EQ(std::set<stack*>(got.begin(), got.end()).size(), got.size());
    for (std::size_t i = 0; i < got.size(); ++i) got[i]->next = i + 1 < got.size() ? got[i + 1] : nullptr;
    pool_.release_batch(got[0]);
    EXPECT_EQ(pool_.live(), 0u);
    pool_.release_batch(nullptr);
    EXPECT_EQ(pool_.allocate_batch({}), 0u);
}

TEST_P(StackPool, AgeingGivesMemoryBackAndKeepsTheStacks) {
    const auto all = allocate(50);
    for (stack* s : all) std::memset(s->bottom, 0xAA, s->size());
    EXPECT_EQ(resident_pages(*all[7]), 17u);
    const auto place = *all[7];
    release(all);
    test::age_out(pool_);
    EXPECT_EQ(resident_pages(place), 0u);
    EXPECT_EQ(pool_.warm(), 0u);
    const auto again = allocate(50);
    EXPECT_EQ(std::set(all.begin(), all.end()), std::set(again.begin(), again.end()));
    EXPECT_EQ(pool_.mappings(), 1u);
    EXPECT_EQ(again[0]->bottom[0], std::byte{0});
    release(again);
}

TEST_P(StackPool, DoesNotAgeWhileNothingIsWarm) {
    EXPECT_EQ(pool_.ageing_due(), stack_pool::k_never);
    stack* const s = pool_.allocate();
    EXPECT_EQ(pool_.ageing_due(), stack_pool::k_never);
    pool_.release(s);
    EXPECT_NE(pool_.ageing_due(), stack_pool::k_never);
    test::age_out(pool_);
    EXPECT_EQ(pool_.ageing_due(), stack_pool::k_never);
}

TEST_P(StackPool, KeepsWhatWasReleasedLessThanAPeriodAgo) {
    release(allocate(2 * stack_pool::k_reserve));
    EXPECT_FALSE(pool_.age(pool_.ageing_due() - std::chrono::nanoseconds(1)));
    EXPECT_FALSE(pool_.age(pool_.ageing_due()));
    EXPECT_EQ(pool_.warm(), 2 * stack_pool::k_reserve);
}

/// A pool that was left alone for a minute has not lived through sixty periods.
TEST_P(StackPool, PeriodsThatNobodySawAreNotMadeUpFor) {
    release(allocate(1));
    const time_point late = pool_.ageing_due() + 60 * stack_pool::k_period;
    EXPECT_FALSE(pool_.age(late));
    EXPECT_EQ(pool_.ageing_due(), late + stack_pool::k_period);
    EXPECT_FALSE(pool_.age(late + stack_pool::k_period - std::chrono::nanoseconds(1)));
    EXPECT_EQ(pool_.warm(), 1u);
}

TEST_P(StackPool, TwoPeriodsAfterAPeakTheReserveIsLeft) {
    constexpr std::size_t many = 4 * stack_pool::k_reserve;
    release(allocate(many));
    EXPECT_FALSE(pool_.age(pool_.ageing_due())); // the period of the release
    const time_point end = pool_.ageing_due();
    std::size_t steps = 0;
    while (pool_.age(end)) ++steps;
    EXPECT_EQ(steps, (many - stack_pool::k_reserve) / stack_pool::k_step);
    EXPECT_EQ(pool_.warm(), stack_pool::k_reserve);
}

TEST_P(StackPool, TheReserveFadesByAQuarterAPeriod) {
    release(allocate(stack_pool::k_reserve));
    EXPECT_FALSE(pool_.age(pool_.ageing_due()));
    for (int i = 0; i < 3; ++i) {
        const time_point end = pool_.ageing_due();
        while (pool_.age(end)) {}
    }
    EXPECT_EQ(pool_.warm(), stack_pool::k_reserve * 27 / 64);
}

TEST_P(StackPool, KeepsWhatEveryPeriodUses) {
    constexpr std::size_t many = 2 * stack_pool::k_reserve;
    for (int i = 0; i < 5; ++i) {
        release(allocate(many));
        EXPECT_FALSE(pool_.age(pool_.ageing_due()));
    }
    EXPECT_EQ(pool_.warm(), many);
}

TEST_P(StackPool, GivesBackOnlyWhatNoPeriodUsed) {
    constexpr std::size_t many = 3 * stack_pool::k_reserve, few = stack_pool::k_reserve / 2;
    release(allocate(many));
    EXPECT_FALSE(pool_.age(pool_.ageing_due()));
    release(allocate(few));
    const time_point end = pool_.ageing_due();
    while (pool_.age(end)) {}
    EXPECT_EQ(pool_.warm(), stack_pool::k_reserve + few);
}

TEST_P(StackPool, WhatIsAllocatedAgainIsNoSurplus) {
    constexpr std::size_t many = 2 * stack_pool::k_reserve;
    release(allocate(many));
    for (int i = 0; i < 2; ++i) static_cast<void>(pool_.age(pool_.ageing_due())); // all of it is surplus
    const auto all = allocate(many);
    EXPECT_FALSE(pool_.age(pool_.ageing_due()));
    release(all);
}

TEST_P(StackPool, TakesSurplusStacksLast) {
    auto surplus = allocate(9);
    stack* const recent = surplus.back();
    surplus.pop_back();
    release(surplus);
    EXPECT_FALSE(pool_.age(pool_.ageing_due()));
    pool_.release(recent); // a period later
    EXPECT_TRUE(pool_.age(pool_.ageing_due()));
    EXPECT_GT(pool_.warm(), 1u); // a part of the surplus is still warm
    stack* const got = pool_.allocate();
    EXPECT_EQ(got, recent);
    pool_.release(got);
}

TEST_P(StackPool, MayAgeWithEveryRelease) {
    stack_pool pool({}, GetParam(), stack_pool::ageing::by_release);
    stack* const s = pool.allocate();
    pool.release(s);
    const time_point end = pool.ageing_due();
    EXPECT_GT(end, steady_now());
    pool.release(pool.allocate());
    EXPECT_EQ(pool.ageing_due(), end);
    static_cast<void>(pool.age(end));
    static_cast<void>(pool.age(pool.ageing_due())); // a step, which leaves nothing
    EXPECT_EQ(pool.warm(), 0u);
}

TEST_P(StackPool, ServesManyThreads) {
    const auto work = [&](unsigned seed) {
        std::vector<stack*> mine;
        for (unsigned i = 0; i < 4'000; ++i) {
            seed = seed * 1664525 + 1013904223;
            if (mine.empty() || seed >> 31 == 0) {
                mine.push_back(pool_.allocate());
                mine.back()->bottom[0] = std::byte{1};
            } else {
                pool_.release(mine.back());
                mine.pop_back();
            }
            if (i % 512 != 0) continue;
            const time_point due = pool_.ageing_due();
            if (due != stack_pool::k_never) static_cast<void>(pool_.age(due));
        }
        release(mine);
    };
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < 4; ++i) threads.emplace_back(work, i);
    for (auto& t : threads) t.join();
    EXPECT_EQ(pool_.live(), 0u);
}

TEST_P(StackPool, LeavesNothingMapped) {
    const std::byte* inside = nullptr;
    {
        stack_pool pool({}, GetParam());
        stack* const s = pool.allocate();
        inside = s->bottom;
        pool.release(s);
    }
    EXPECT_FALSE(is_mapped(inside));
}

TEST(Guard, EnvironmentForcesProtection) {
    const char* const given = std::getenv("WEFT_GUARD");
    const std::string saved = given == nullptr ? "" : given;
    ::unsetenv("WEFT_GUARD");
    const guard_kind unforced = find_guard();
    ::setenv("WEFT_GUARD", "mprotect", 1);
    EXPECT_EQ(find_guard(), guard_kind::protect);
    ::setenv("WEFT_GUARD", "anything else", 1);
    EXPECT_EQ(find_guard(), unforced);
    ::setenv("WEFT_GUARD", saved.c_str(), 1);
}

template <class Body>
class SuspendedFiber : public ::testing::Test {};

TYPED_TEST_SUITE(SuspendedFiber, tested_bodies, body_names);

TYPED_TEST(SuspendedFiber, TouchesOnePage) {
#if WEFT_ASAN || WEFT_TSAN
    GTEST_SKIP() << "frames are larger under a sanitizer";
#endif
    stack_pool pool{stack_options{}};
    execution here;
    std::vector<std::unique_ptr<hand_fiber<TypeParam>>> fibers;
    for (int i = 0; i < 32; ++i) {
        fibers.push_back(std::make_unique<hand_fiber<TypeParam>>(pool, [](auto& self) { self.leave(); }));
        fibers.back()->resume(here);
        EXPECT_EQ(resident_pages(fibers.back()->stk()), 1u);
    }
    for (auto& f : fibers) f->resume(here);
}

} // namespace
} // namespace weft::detail
