// SPDX-License-Identifier: BSL-1.0
#include "context/switch/sanitizers.hpp"

#include <weft/testing/check.hpp>
#include <weft/testing/explore.hpp>

#include <weft/weft.hpp>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <mutex>
#include <stdexcept>

namespace weft::testing {
namespace {

/// Two fibers read, let others run, and write: an update may get lost.
void lost_update() {
    int count = 0;
    mutex guard;
    name(&guard, "guard");
    const auto add = [&] {
        guard.lock();
        const int seen = count;
        guard.unlock();
        const std::lock_guard lock(guard);
        count = seen + 1;
    };
    auto a = spawn({.name = "a"}, add), b = spawn({.name = "b"}, add);
    a.join();
    b.join();
    check(count == 2, "both updates are kept");
}

/// As lost_update(), done right.
void kept_update() {
    int count = 0;
    mutex guard;
    const auto add = [&] {
        const std::lock_guard lock(guard);
        const int seen = count;
        point("between read and write");
        count = seen + 1;
    };
    auto a = spawn(add), b = spawn(add);
    a.join();
    b.join();
    check(count == 2, "both updates are kept");
}

class ExploreWith : public ::testing::TestWithParam<strategy> {};

TEST_P(ExploreWith, FindsALostUpdate) {
    const exploration found = explore(lost_update, {.strategy = GetParam(), .runs = 10'000});
    ASSERT_FALSE(found);
    EXPECT_NE(found.failure.find("both updates are kept"), std::string::npos) << found.failure;
    EXPECT_NE(found.failure.find("WEFT_REPLAY=" + found.token), std::string::npos) << found.failure;
    EXPECT_NE(found.failure.find("locks mutex"), std::string::npos) << found.failure;
    EXPECT_NE(found.failure.find("'guard'"), std::string::npos) << found.failure;
}

TEST_P(ExploreWith, ReplaysWhatItFound) {
    const exploration found = explore(lost_update, {.strategy = GetParam(), .runs = 10'000});
    ASSERT_FALSE(found);
    for (int i = 0; i < 10; ++i) {
        const exploration again = explore(lost_update, {.replay = found.token});
        ASSERT_FALSE(again);
        EXPECT_EQ(again.runs, 1u);
        EXPECT_NE(again.failure.find("both updates are kept"), std::string::npos);
    }
}

TEST_P(ExploreWith, FindsNothingWhereNothingIsWrong) {
    const exploration found =
        explore(kept_update, {.strategy = GetParam(), .runs = WEFT_ASAN || WEFT_TSAN ? 200u : 2'000u});
    EXPECT_TRUE(found) << found.failure;
    EXPECT_GT(found.runs, 0u);
}

INSTANTIATE_TEST_SUITE_P(Strategies, ExploreWith, ::testing::Values(strategy::random, strategy::pct, strategy::dfs),
                         [](const auto& param) {
                             return param.param == strategy::random ? "Random"
                                    : param.param == strategy::pct  ? "Pct"
                                                                    : "Dfs";
                         });

TEST(Explore, DfsExhaustsASmallProgram) {
    const exploration found =
        explore(kept_update, {.strategy = strategy::dfs, .runs = 1'000'000, .preemption_bound = 2});
    EXPECT_TRUE(found) << found.failure;
    EXPECT_TRUE(found.exhausted) << found.runs;
}

TEST(Explore, FindsADeadlockThatNeedsAPreemption) {
    const auto crossed = [] {
        mutex left, right;
        auto other = spawn([&] {
            const std::scoped_lock first(right);
            const std::scoped_lock second(left);
        });
        {
            const std::scoped_lock first(left);
            const std::scoped_lock second(right);
        }
        other.join();
    };
    const exploration found = explore(crossed, {.strategy = strategy::dfs});
    ASSERT_FALSE(found);
    EXPECT_NE(found.failure.find("deadlock"), std::string::npos) << found.failure;
    EXPECT_NE(found.failure.find("cycle"), std::string::npos) << found.failure;
}

/// A fiber locks, unlocks and goes on. Between the last two another one may run, which finds the lock free.
template <class Lock, class Unlock>
bool may_be_interrupted_after(Lock lock, Unlock unlock) {
    const auto body = [&] {
        shared_mutex guard;
        bool has_locked = false, went_on = false;
        auto first = spawn([&] {
            lock(guard);
            has_locked = true;
            unlock(guard);
            went_on = true;
        });
        auto other = spawn([&] {
            const bool is_free = guard.try_lock();
            check(!is_free || !has_locked || went_on, "nobody comes between");
            if (is_free) guard.unlock();
        });
        first.join();
        other.join();
    };
    return explore(body, {.strategy = strategy::dfs}).failure.find("nobody comes between") != std::string::npos;
}

TEST(Explore, MayInterruptAFiberAfterEachUnlock) {
    EXPECT_TRUE(may_be_interrupted_after([](shared_mutex& guard) { guard.lock(); },
                                         [](shared_mutex& guard) { guard.unlock(); }));
    EXPECT_TRUE(may_be_interrupted_after([](shared_mutex& guard) { guard.lock_shared(); },
                                         [](shared_mutex& guard) { guard.unlock_shared(); }));
}

TEST(Explore, GivesPctTheDepthItIsTold) {
    for (const unsigned depth : {1u, 2u, 5u}) {
        const exploration found = explore([] { check(false, "always"); }, {.strategy = strategy::pct, .depth = depth});
        EXPECT_NE(found.failure.find(fmt::format("pct({})", depth)), std::string::npos) << found.failure;
    }
    EXPECT_THROW(explore([] {}, {.strategy = strategy::pct, .depth = 0}), std::invalid_argument);
}

TEST(Explore, ShowsAnObjectByTheNameThatItGotLast) {
    const exploration found = explore([] {
        mutex guard;
        guard.lock();
        name(&guard, "first name");
        name(&guard, "second name");
        guard.unlock();
        check(false, "always");
    });
    EXPECT_NE(found.failure.find("'second name'"), std::string::npos) << found.failure;
    EXPECT_EQ(found.failure.find("'first name'"), std::string::npos) << found.failure;
}

TEST(Explore, ReportsAnExceptionThatLeavesTheBody) {
    const exploration found = explore([] { throw std::runtime_error("broken"); });
    ASSERT_FALSE(found);
    EXPECT_NE(found.failure.find("an exception left the body: broken"), std::string::npos) << found.failure;
}

TEST(Explore, CallsALoopThatOnlyYieldsEndless) {
    const exploration found = explore(
        [] {
            for (;;) this_fiber::yield();
        },
        {.runs = 1, .max_steps = 1'000});
    ASSERT_FALSE(found);
    EXPECT_NE(found.failure.find("endless"), std::string::npos) << found.failure;
}

TEST(Explore, RefusesABadToken) {
    EXPECT_THROW(explore([] {}, {.replay = "no token!"}), std::invalid_argument);
}

TEST(Explore, SaysWhatFailingAllocationsNeed) {
    try {
        explore([] {}, {.failing = failures::allocations});
        FAIL() << "operator new is not replaced here";
    } catch (const std::logic_error& error) {
        EXPECT_STREQ(error.what(), "weft: explore: failures::allocations needs a replaced operator new: link the CMake "
                                   "target weft::allocation_failures to this program");
    }
}

TEST(Explore, FindsAProgramThatIsNotDeterministic) {
    static int runs = 0;
    const auto body = [] {
        if (++runs % 2 == 0) this_fiber::yield();
        spawn([] {}).join();
    };
    const exploration found = explore(body, {.runs = 3'000});
    ASSERT_FALSE(found);
    EXPECT_NE(found.failure.find("determinis"), std::string::npos) << found.failure;
}

} // namespace
} // namespace weft::testing
