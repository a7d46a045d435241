// SPDX-License-Identifier: BSL-1.0
// Invariant: the engine notices each kind of failure, with every strategy, and says what happened and to whom; the same
// schedule gives the same trace.
#include "model_test.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/futex.hpp>
#include <weft/detail/base/pause.hpp>
#include <weft/detail/base/steady_now.hpp>

#include <stdexcept>

namespace weft::test {
namespace {

TEST(Engine, FindsALostWakeUp) {
    breaks(
        [] {
            atomic<std::uint32_t> word{0};
            model::name(word, "bell");
            thread("sleeper", [&] {
                if (word.load() == 0) detail::futex_wait(&word, 0);
            });
            thread("ringer", [&] {
                detail::futex_wake(&word, 1);
                word.store(1);
            });
            join_all();
        },
        "deadlock: 'body' joins the others, 'sleeper' waits on 'bell'");
}

TEST(Engine, FindsADataRace) {
    breaks(
        [] {
            struct state {
                model::plain<int> cell{0, "the cell"};
                atomic<int> flag{0};
            } shared;
            thread("writer", [&] {
                shared.cell.set(1);
                shared.flag.store(1, memory_order_relaxed);
            });
            thread("reader", [&] {
                if (shared.flag.load(memory_order_acquire) == 1) check(shared.cell.get() == 1, "seen");
            });
            join_all();
        },
        "data race: 'reader' reads the cell, which 'writer' used without an order between the two");
}

TEST(Engine, FindsAnAtomicTouchedAfterItsEnd) {
    breaks(
        [] {
            mortal<atomic<int>> cell(0);
            model::name(*cell, "cell");
            thread("owner", [&] { cell.destroy(); });
            thread("late", [&] { static_cast<void>(reinterpret_cast<atomic<int>&>(cell).load()); });
            join_all();
        },
        "'late' touches 'cell', which was destroyed");
}

TEST(Engine, AStartedThreadMayRunBeforeTheStartersFirstAccess) {
    breaks(
        [] {
            atomic<int> word{0};
            thread("started", [&] { word.store(1); });
            check(word.load() == 0, "the started thread came first");
            join_all();
        },
        "the started thread came first");
}

TEST(Engine, FindsALivelock) {
    breaks(
        [] {
            atomic<int> word{0};
            thread("spinner", [&] {
                while (word.load() == 0) detail::cpu_pause();
            });
            join_all();
        },
        "endless: 15000 steps");
}

TEST(Engine, AnExceptionFailsTheRun) {
    breaks(
        [] {
            thread("thrower", [] { throw std::runtime_error("thrown on purpose"); });
            join_all();
        },
        "an exception left a virtual thread: thrown on purpose");
}

TEST(Engine, AMisuseFailsTheRun) {
    breaks([] { detail::misuse("said on purpose"); }, "misuse: said on purpose");
}

TEST(Engine, ABodyThatForgetsItsThreadsFails) {
    breaks([] { thread("forgotten", [] {}); }, "the body ended before its threads: call join_all()");
}

TEST(Engine, ExceptionsStayWithTheirThread) {
    holds([] {
        atomic<int> word{0};
        for (const char* const name : {"one", "two"})
            thread(name, [&word, name] {
                try {
                    throw std::runtime_error(name);
                } catch (const std::runtime_error& mine) {
                    word.fetch_add(1);
                    check(std::uncaught_exceptions() == 0 && std::string(mine.what()) == name, "it is mine");
                    try {
                        throw;
                    } catch (const std::runtime_error& again) {
                        check(std::string(again.what()) == name, "it is still mine");
                    }
                }
            });
        join_all();
    });
}

TEST(Engine, ADeadlineEndsAWaitAndMovesTheClock) {
    holds([] {
        atomic<std::uint32_t> word{0};
        const auto begun = detail::steady_now();
        const bool woken = detail::futex_wait_until(&word, 0, begun + std::chrono::hours(1));
        check(woken || detail::steady_now() >= begun + std::chrono::hours(1), "the deadline has come");
    });
}

/// Without preemptions, or the earlier deadline could pass between the look at the clock and the wait.
TEST(Engine, DeadlinesPassInTheirOrder) {
    const auto body = [] {
        atomic<std::uint32_t> word{0};
        const auto begun = detail::steady_now();
        const auto wait_until = [&](int hours) {
            const auto deadline = begun + std::chrono::hours(hours);
            const bool is_early = detail::steady_now() < deadline;
            static_cast<void>(detail::futex_wait_until(&word, 0, deadline));
            if (is_early) check(detail::steady_now() == deadline, "the clock has not passed the deadline of a waiter");
        };
        thread("early", [&] { wait_until(1); });
        thread("late", [&] { wait_until(2); });
        join_all();
    };
    model::exploration how;
    how.kind = model::exploration_kind::dfs;
    how.preemption_bound = 0;
    const auto result = model::run(how, body, {.surprises = 0});
    EXPECT_FALSE(result.found) << detail::describe(*result.found);
    EXPECT_TRUE(result.exhausted);
}

/// The threads see the clock stand still, or leap.
TEST(Engine, TheClockLeapsOnce) {
    holds([] {
        const auto first = detail::steady_now();
        const auto second = detail::steady_now();
        check(second - first == std::chrono::nanoseconds(0) || second - first == std::chrono::milliseconds(2),
              "one leap");
    });
}

TEST(Engine, AFailureReplaysWithItsTrace) {
    const auto body = [] {
        atomic<int> word{0};
        model::name(word, "word");
        for (const char* const name : {"one", "two"}) thread(name, [&] { word.store(word.load() + 1); });
        join_all();
        check(word.load() == 2, "an addition was lost");
    };
    model::exploration how;
    const auto first = model::run(how, body);
    ASSERT_TRUE(first.found);
    EXPECT_EQ(first.found->what, "an addition was lost");
    how.kind = model::exploration_kind::replay;
    how.replay = first.found->minimised.to_token();
    for (int time = 0; time < 100; ++time) {
        const auto again = model::run(how, body);
        ASSERT_TRUE(again.found);
        ASSERT_EQ(again.found->trace, first.found->trace);
    }
    EXPECT_NE(first.found->trace.find("reads 0 seq_cst 'word'"), std::string::npos) << first.found->trace;
}

} // namespace
} // namespace weft::test
