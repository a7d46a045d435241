// SPDX-License-Identifier: BSL-1.0
// A join may run an unstarted fiber on the joiner's stack: nobody must be able to tell, but by the time it takes.
#include "context/switch/sanitizers.hpp"
#include "runtime/forced_migration.hpp"
#include "support/held_workers.hpp"
#include "support/over_workers.hpp"
#include "support/records.hpp"
#include "support/seed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

class JoinInPlace : public OverWorkers {};

TEST_P(JoinInPlace, ChildHasItsOwnNameAndId) {
    run([] {
        const fiber_id mine = this_fiber::id();
        auto child =
            spawn({.name = "child"}, [&] { return std::pair(this_fiber::id(), std::string(this_fiber::name())); });
        const fiber_id childs = child.id();
        EXPECT_EQ(child.join(), std::pair(childs, std::string("child")));
        EXPECT_EQ(this_fiber::id(), mine);
        EXPECT_EQ(this_fiber::name(), "main");
    });
}

TEST_P(JoinInPlace, ChildMaySuspendAndMigrate) {
    run([] {
        for (int round = 0; round < 50; ++round) {
            const int answer = spawn([] {
                                   for (int i = 0; i < 10; ++i) this_fiber::yield();
                                   this_fiber::sleep_for(std::chrono::milliseconds(1));
                                   return 7;
                               }).join();
            EXPECT_EQ(answer, 7);
        }
    });
}

TEST_P(JoinInPlace, ExceptionsGoToTheJoinerOnly) {
    run([] {
        try {
            throw std::runtime_error("outer");
        } catch (const std::runtime_error&) {
            EXPECT_THROW(spawn([] {
                             EXPECT_EQ(std::current_exception(), nullptr);
                             this_fiber::yield();
                             throw std::logic_error("inner");
                         }).join(),
                         std::logic_error);
            try {
                throw;
            } catch (const std::runtime_error& error) {
                EXPECT_STREQ(error.what(), "outer");
            }
        }
    });
}

int fib(int n) {
    if (n < 2) return n;
    auto left = spawn([n] { return fib(n - 1); });
    const int right = fib(n - 2);
    return left.join() + right;
}

TEST_P(JoinInPlace, NestsAsFibonacciDoes) {
    run([] { EXPECT_EQ(fib(16), 987); });
}

int chain_of(int depth) {
    if (depth == 0) return 0;
    return 1 + spawn([depth] { return chain_of(depth - 1); }).join();
}

TEST_P(JoinInPlace, DeepNestingNeverOverflowsTheStack) {
    run([] { EXPECT_EQ(chain_of(5000), 5000); });
}

/// Uses `bytes` of its stack.
[[gnu::noinline]] void use_stack(std::size_t bytes) {
    auto* const low = static_cast<volatile char*>(__builtin_alloca(bytes));
    for (std::size_t at = 0; at < bytes; at += 1024) low[at] = 1;
}

[[gnu::noinline]] void use_stack_and_join(std::size_t bytes, fiber<void>& child) {
    auto* const low = static_cast<volatile char*>(__builtin_alloca(bytes));
    low[0] = 1;
    child.join();
    low[bytes - 1] = 1;
}

TEST_P(JoinInPlace, AChildHasItsStackHoweverLittleTheJoinerHasLeft) {
    run([] {
        const std::size_t size = options().stack_size;
        for (const std::size_t tenths : {1u, 3u, 5u, 6u}) {
            auto child = spawn([size] { use_stack(size / 10 * 6); });
            use_stack_and_join(size / 10 * tenths, child);
        }
    });
}

TEST_P(JoinInPlace, OfAFiberThatAnotherFiberSpawned) {
    run([] {
        auto outer = spawn([] { return spawn([] { return 5; }); });
        EXPECT_EQ(outer.join().join(), 5);
    });
}

TEST_P(JoinInPlace, StaleEntriesDoNotPileUp) {
    run([] {
        std::mt19937_64 random(seed_of_test());
        constexpr std::size_t k_fibers = WEFT_ASAN || WEFT_TSAN ? 300 : 2000;
        std::size_t after_ten = 0;
        for (int round = 0; round < 100; ++round) {
            std::vector<fiber<std::size_t>> all;
            for (std::size_t i = 0; i < k_fibers; ++i) all.push_back(spawn([i] { return i; }));
            std::vector<std::size_t> order(k_fibers);
            for (std::size_t i = 0; i < k_fibers; ++i) order[i] = i;
            std::shuffle(order.begin(), order.end(), random);
            for (const std::size_t i : order) ASSERT_EQ(all[i].join(), i);
            if (round == 10) after_ten = records_ever_made();
        }
        EXPECT_LE(records_ever_made(), 3 * after_ten);
    });
}

/// The entries of pinned fibers are out of the joiner's reach, and the joins between, of others, leave them where they
/// are.
TEST_P(JoinInPlace, StaleEntriesOfPinnedFibersDoNotPileUp) {
    if (detail::k_forced_migration) GTEST_SKIP() << "the caller would move to a worker that is kept busy";
    run([] {
        const held_workers others(workers() - 1);
        const int joins = is_simulated() ? 200 : 30'000;
        const std::size_t before = records_ever_made();
        // One join in 8193 suspends, and may drop what it meets: 6144 entries. Swept are 4096.
        for (int i = 0; i < joins; ++i) spawn({.pinned = i % 4 != 0}, [] {}).join();
        EXPECT_LE(records_ever_made(), before + 5500);
    });
}

TEST_P(JoinInPlace, LeavesAPinnedFiberToItsOwnWorker) {
    run([] {
        for (int round = 0; round < 20; ++round) {
            std::atomic<bool> is_joined = false;
            auto pinned = spawn({.pinned = true}, [] { return worker_here(); });
            const unsigned home = worker_here();
            auto joiner = spawn([&] {
                is_joined = true;
                return pinned.join();
            });
            if (workers() > 1) // keep this worker busy until the joiner, on another, has joined or waits
                for (int turn = 0, left = 10; turn < 2000 && left != 0; ++turn, left -= is_joined ? 1 : 0)
                    std::this_thread::yield();
            EXPECT_EQ(joiner.join(), home);
        }
    });
}

TEST_P(JoinInPlace, LetsOthersRunInEachLongRowOfJoins) {
    run([] {
        for (int row = 0; row < 3; ++row) {
            std::atomic<bool> stop = false;
            std::size_t joins = 0;
            auto other = spawn([&] { stop = true; });
            while (!stop && ++joins < 100'000) spawn([] {}).join();
            EXPECT_LT(joins, 100'000u);
            other.join();
        }
    });
}

WEFT_OVER_WORKERS(JoinInPlace);

} // namespace
} // namespace weft::test
