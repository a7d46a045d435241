// SPDX-License-Identifier: BSL-1.0
// failures::allocations: each allocation of a body fails in one run, and weft itself lives through all of them.
#include "support/child.hpp"

#include <weft/testing/check.hpp>
#include <weft/testing/explore.hpp>
#include <weft/testing/guards.hpp>
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <array>
#include <mutex>
#include <new>
#include <string>
#include <vector>

namespace weft::testing {
namespace {

exploration explore_failing(const std::function<void()>& body, strategy how = strategy::random) {
    return explore(body, {.strategy = how, .failing = failures::allocations});
}

/// A callable that fits no record, so that a spawn allocates.
struct large {
    std::array<char, 200> bytes{};
    int* count;
    void operator()() const {
        this_fiber::yield();
        ++*count;
    }
};

/// Uses what was allocated: a compiler may leave out an allocation that nobody could tell from none.
template <class T>
void show(const T& what) {
    asm volatile("" : : "r"(&what) : "memory");
}

TEST(FailingAllocations, EachFailsInOneRun) {
    int bodies = 0, failed = 0;
    const auto body = [&] {
        ++bodies;
        try {
            for (int i = 0; i < 5; ++i) delete static_cast<int*>(::operator new(sizeof(int)));
        } catch (const std::bad_alloc&) {
            ++failed;
        }
    };
    const exploration found = explore_failing(body);
    EXPECT_TRUE(found) << found.failure;
    EXPECT_TRUE(found.exhausted);
    EXPECT_EQ(found.runs, 6u);
    EXPECT_EQ(bodies, 6);
    EXPECT_EQ(failed, 5);
}

TEST(FailingAllocations, MayLeaveTheBody) {
    const exploration found = explore_failing([] { ::operator delete(::operator new(1)); });
    EXPECT_TRUE(found) << found.failure;
    EXPECT_EQ(found.runs, 2u);
}

TEST(FailingAllocations, AreOnlyThoseOnFibersOfTheBody) {
    const exploration found = explore_failing([] { this_fiber::yield(); });
    EXPECT_TRUE(found) << found.failure;
    EXPECT_EQ(found.runs, 1u);
}

TEST(FailingAllocations, ABodyThatMistakesThemFails) {
    // begin: failing
    const auto body = [] {
        bool is_locked = false;
        const auto forgetful = [&] {
            is_locked = true;
            show(std::string(100, 'x'));
            is_locked = false;
        };
        try {
            forgetful();
        } catch (const std::bad_alloc&) {
            check(!is_locked, "it is unlocked on every way out");
        }
    };
    const exploration found = explore(body, {.failing = failures::allocations});
    // end: failing
    ASSERT_FALSE(found);
    EXPECT_NE(found.failure.find("it is unlocked on every way out"), std::string::npos) << found.failure;
    EXPECT_NE(found.failure.find("gets no memory"), std::string::npos) << found.failure;
}

TEST(FailingAllocations, AreReplayedByTheToken) {
    const auto body = [] {
        try {
            const std::vector<int> first(10), second(10);
            show(first), show(second);
        } catch (const std::bad_alloc&) {
            check(false, "it survives");
        }
    };
    const exploration found = explore_failing(body);
    ASSERT_FALSE(found);
    const exploration again = explore(body, {.replay = found.token, .failing = failures::allocations});
    ASSERT_FALSE(again);
    EXPECT_NE(again.failure.find("it survives"), std::string::npos) << again.failure;
}

TEST(FailingAllocations, OtherExceptionsStillFailTheRun) {
    const exploration found = explore_failing([] {
        try {
            show(std::vector<int>(10));
        } catch (const std::bad_alloc&) {
            throw std::logic_error("unprepared");
        }
    });
    ASSERT_FALSE(found);
    EXPECT_NE(found.failure.find("an exception left the body: unprepared"), std::string::npos) << found.failure;
}

TEST(FailingAllocations, ALackOfMemoryThatIsNoneOfThemFailsTheRun) {
    EXPECT_FALSE(explore_failing([] { throw std::bad_alloc(); }));
}

TEST(FailingAllocations, ADeadlockAfterOneFailsTheRun) {
    const exploration found = explore_failing([] {
        channel<std::vector<int>> numbers(1);
        auto reader = spawn([&] { numbers.pop(); });
        numbers.push(std::vector<int>(10)); // when it throws, the reader waits for ever
        reader.join();
    });
    ASSERT_FALSE(found);
    EXPECT_NE(found.failure.find("deadlock"), std::string::npos) << found.failure;
}

TEST(FailingAllocations, AreNotThoseOfGuards) {
    const exploration found = explore_failing([] {
        const no_leaked_fibers guard;
        spawn([] {}).join();
        spawn({.policy = launch::dispatch}, [] {}).join();
    });
    EXPECT_TRUE(found) << found.failure;
}

class FailingAllocationsIn : public ::testing::TestWithParam<strategy> {};

TEST_P(FailingAllocationsIn, SpawnLeaveEarlierFibersUnharmed) {
    const exploration found = explore_failing(
        [] {
            int count = 0, spawned = 0;
            try {
                std::vector<fiber<void>> all;
                all.reserve(5);
                for (int i = 0; i < 5; ++i) {
                    all.push_back(spawn(large{.count = &count}));
                    ++spawned;
                }
            } catch (const std::bad_alloc&) {}
            check(count == spawned, "all have run"); // so short that it allocates nothing
        },
        GetParam());
    EXPECT_TRUE(found) << found.failure;
    EXPECT_EQ(found.runs, 7u);
}

TEST_P(FailingAllocationsIn, DispatchAndNamedSpawnLeaveEarlierFibersUnharmed) {
    const exploration found = explore_failing(
        [] {
            int count = 0, spawned = 0;
            try {
                std::vector<fiber<void>> all;
                for (int i = 0; i < 3; ++i) {
                    all.push_back(spawn({.name = "a name that is longer than a short string",
                                         .policy = i == 1 ? launch::dispatch : launch::queued},
                                        large{.count = &count}));
                    ++spawned;
                }
            } catch (const std::bad_alloc&) {}
            check(count >= spawned, "every fiber that was spawned has run");
        },
        GetParam());
    EXPECT_TRUE(found) << found.failure;
    EXPECT_TRUE(found.exhausted);
}

TEST_P(FailingAllocationsIn, AResultReachesTheJoin) {
    const exploration found = explore_failing(
        [] {
            auto text = spawn([] { return std::string(100, 'x'); });
            auto bytes = spawn([] { return std::array<char, 300>{}; });
            auto nothing = spawn([] { this_fiber::yield(); });
            std::string got;
            try {
                got = text.join();
                bytes.join();
            } catch (const std::bad_alloc&) {
                got = "none";
            }
            nothing.join();
            check(got == "none" || got.size() == 100, "a join gives the result or throws");
        },
        GetParam());
    EXPECT_TRUE(found) << found.failure;
    EXPECT_GT(found.runs, 3u);
}

TEST_P(FailingAllocationsIn, AChannelKeepsWhatItTook) {
    const exploration found = explore_failing(
        [] {
            channel<std::vector<int>> numbers(2);
            std::size_t pushed = 0, popped = 0;
            auto producer = spawn([&] {
                try {
                    for (; pushed < 4; ++pushed) numbers.push(std::vector<int>(10));
                } catch (const std::bad_alloc&) {}
                numbers.close();
            });
            while (auto got = numbers.pop()) {
                check(got->size() == 10, "items are whole");
                ++popped;
            }
            producer.join();
            check(pushed == popped, "what was pushed is popped");
        },
        GetParam());
    EXPECT_TRUE(found) << found.failure;
    EXPECT_GE(found.runs, 5u);
}

TEST_P(FailingAllocationsIn, AMutexIsFreedOnTheWayOut) {
    const exploration found = explore_failing(
        [] {
            mutex guard;
            std::vector<int> numbers;
            const auto add = [&] {
                try {
                    const std::lock_guard lock(guard);
                    numbers.push_back(1);
                    this_fiber::yield();
                    numbers.push_back(2);
                } catch (const std::bad_alloc&) {}
            };
            auto a = spawn(add), b = spawn(add);
            a.join();
            b.join();
            check(guard.try_lock(), "nobody holds it");
            guard.unlock();
        },
        GetParam());
    EXPECT_TRUE(found) << found.failure;
    EXPECT_TRUE(found.exhausted);
}

TEST_P(FailingAllocationsIn, ManyFibersNeedMoreStacksAndRecords) {
    const exploration found = explore_failing(
        [] {
            std::array<fiber<void>, 2000> all;
            channel<int> go(1);
            int ended = 0, spawned = 0;
            try {
                for (auto& each : all) {
                    each = spawn({.policy = launch::dispatch}, [&] {
                        go.pop();
                        ++ended;
                    });
                    ++spawned;
                }
            } catch (const std::bad_alloc&) {
            } catch (const resource_error&) {}
            go.close();
            for (auto& each : all)
                if (each.joinable()) each.join();
            check(ended >= spawned, "all that were spawned end");
        },
        GetParam());
    EXPECT_TRUE(found) << found.failure;
    EXPECT_GT(found.runs, 3u); // the slabs of the stacks are among them
}

INSTANTIATE_TEST_SUITE_P(Strategies, FailingAllocationsIn, ::testing::Values(strategy::random, strategy::pct),
                         [](const auto& param) { return param.param == strategy::random ? "Random" : "Pct"; });

TEST(FailingAllocations, AreNotForDfs) {
    EXPECT_THROW(explore_failing([] {}, strategy::dfs), std::invalid_argument);
}

TEST(FailingAllocations, ThatEndTheProgramAreNamed) {
    const test::child_end end = test::in_child([] {
        explore_failing([] {
            const std::vector<int> first(10);
            show(first);
            [&]() noexcept { show(std::vector<int>(10)); }();
        });
    });
    EXPECT_EQ(end.status, test::k_aborted);
    EXPECT_EQ(end.error_text.find("weft: explore: the program is terminated after its allocation 2 failed\n"), 0u)
        << end.error_text;
}

TEST(FailingAllocations, AreAskedFor) {
    const exploration found = explore([] { ::operator delete(::operator new(1)); }, {.runs = 50});
    EXPECT_TRUE(found) << found.failure;
}

} // namespace
} // namespace weft::testing
