// SPDX-License-Identifier: BSL-1.0
#include "fiber/carrier.hpp"

#include <weft/testing/check.hpp>
#include <weft/testing/simulate.hpp>

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace weft::testing {
namespace {

using namespace std::chrono_literals;

/// Three fibers append their numbers, yielding in between.
std::string interleaving() {
    std::string text;
    const auto writer = [&text](char letter) {
        return [&text, letter] {
            for (int i = 0; i < 3; ++i) {
                text += letter;
                this_fiber::yield();
            }
        };
    };
    auto a = spawn(writer('a')), b = spawn(writer('b')), c = spawn(writer('c'));
    a.join();
    b.join();
    c.join();
    return text;
}

TEST(Simulate, ReturnsWhatTheBodyReturns) {
    EXPECT_EQ(simulate(1, [] { return spawn([] { return 42; }).join(); }), 42);
    EXPECT_EQ(*simulate(1, [] { return std::make_unique<int>(7); }), 7);
}

TEST(Simulate, ThrowsWhatLeavesTheBody) {
    EXPECT_THROW(simulate(1, [] { throw std::out_of_range("x"); }), std::out_of_range);
}

TEST(Simulate, GivesTheSameRunForTheSameSeed) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        ASSERT_EQ(simulate(seed, interleaving), simulate(seed, interleaving));
        ASSERT_EQ(trace_hash(seed, interleaving), trace_hash(seed, interleaving));
    }
}

void lock_often(std::size_t count) {
    mutex guard;
    for (std::size_t i = 0; i < count; ++i) const std::lock_guard lock(guard);
}

/// A fiber that never has to wait gives way after so many operations: where it does must not depend on what its thread
/// has done before, on fibers of earlier runs or as a plain thread.
TEST(Simulate, GivesTheSameRunWhateverItsThreadDidBefore) {
    const auto body = [] { lock_often(3 * detail::k_operations_in_a_row + 100); };
    const auto expected = trace_hash(1, body);
    for (const std::size_t before : {0u, 1u, 100u, 300u}) {
        lock_often(before);
        EXPECT_EQ(trace_hash(1, body), expected) << "after " << before;
    }
}

TEST(Simulate, GivesOtherRunsForOtherSeeds) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) seen.insert(simulate(seed, interleaving));
    EXPECT_GT(seen.size(), 50u);
}

TEST(Simulate, ADayOfSleepsTakesNoTime) {
    const auto slept = simulate(1, [] {
        const auto start = clock::now();
        std::vector<fiber<void>> sleepers;
        for (int i = 0; i < 24; ++i)
            sleepers.push_back(spawn([] {
                for (int k = 0; k < 60; ++k) this_fiber::sleep_for(1min);
            }));
        for (auto& each : sleepers) each.join();
        this_fiber::sleep_for(23h);
        return clock::now() - start;
    });
    EXPECT_EQ(slept, 24h);
}

TEST(Simulate, FibersAreNumberedFromOne) {
    EXPECT_EQ(simulate(1, [] { return this_fiber::id(); }), 1u);
    EXPECT_EQ(simulate(1, [] { return spawn([] { return this_fiber::id(); }).join(); }), 2u);
}

TEST(Simulate, KnowsThatItSimulates) {
    EXPECT_TRUE(simulate(1, [] { return is_simulated(); }));
    EXPECT_FALSE(run([] { return is_simulated(); }));
    EXPECT_FALSE(is_simulated());
}

TEST(Simulate, ReportsADeadlockWithItsCycle) {
    const auto crossed = [] {
        mutex left, right;
        name(&left, "left");
        name(&right, "right");
        auto other = spawn({.name = "other"}, [&] {
            right.lock();
            this_fiber::sleep_for(1ms);
            left.lock();
        });
        left.lock();
        this_fiber::sleep_for(1ms);
        right.lock();
    };
    try {
        simulate(1, crossed);
        FAIL() << "it is a deadlock";
    } catch (const simulation_failed& failure) {
        const std::string text = failure.what();
        EXPECT_NE(text.find("deadlock: nothing is ready"), text.npos) << text;
        EXPECT_NE(text.find("waits to lock mutex 'right', which fiber 'other' #2 holds"), text.npos) << text;
        EXPECT_NE(text.find("waits to lock mutex 'left', which fiber 'main' #1 holds"), text.npos) << text;
        EXPECT_NE(text.find("cycle: fiber 'main' #1 -> 'right' -> fiber 'other' #2 -> 'left' -> fiber 'main' #1"),
                  text.npos)
            << text;
    }
}

TEST(Simulate, ReportsAFiberThatWaitsForItsJoiner) {
    const auto forgotten = [] {
        channel<int> nobody_pushes(1);
        name(&nobody_pushes, "numbers");
        spawn({.name = "reader"}, [&] { nobody_pushes.pop(); }).join();
    };
    try {
        simulate(1, forgotten);
        FAIL() << "it is a deadlock";
    } catch (const simulation_failed& failure) {
        const std::string text = failure.what();
        EXPECT_NE(text.find("waits to pop from channel 'numbers'"), text.npos) << text;
        EXPECT_NE(text.find("waits to join fiber 'reader' #2"), text.npos) << text;
        EXPECT_EQ(text.find("cycle"), text.npos) << text;
    }
}

TEST(Simulate, AFailedCheckFailsTheRun) {
    EXPECT_THROW(simulate(1, [] { spawn([] { check(1 + 1 == 3, "sums"); }).join(); }), simulation_failed);
    EXPECT_THROW(run([] { check(false, "x"); }), check_failed);
}

TEST(Simulate, YieldingLetsOthersRun) {
    EXPECT_NO_THROW(simulate(1, [] {
        bool over = false;
        auto other = spawn([&] { over = true; });
        while (!over) this_fiber::yield();
        other.join();
    }));
}

TEST(Simulate, RunsAfterAFailedRun) {
    for (int i = 0; i < 20; ++i) {
        EXPECT_THROW(simulate(1, [] { channel<int>(1).pop(); }), simulation_failed);
        EXPECT_EQ(simulate(1, [] { return spawn([] { return 1; }).join(); }), 1);
    }
}

} // namespace
} // namespace weft::testing
