// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

class Run : public OverWorkers {};

TEST_P(Run, GivesItsResult) {
    EXPECT_EQ(weft::run(how(), [] { return 42; }), 42);
    EXPECT_EQ(*weft::run(how(), [] { return std::make_unique<int>(7); }), 7);
    EXPECT_EQ(weft::run([] { return std::string("default options"); }), "default options");
    weft::run(how(), [] {});
}

TEST_P(Run, ThrowsWhatLeavesItsFunction) {
    EXPECT_THROW(weft::run(how(), []() -> int { throw std::out_of_range("x"); }), std::out_of_range);
    EXPECT_THROW(weft::run(how(),
                           [] {
                               this_fiber::yield();
                               throw 5;
                           }),
                 int);
}

TEST_P(Run, InACatchBlockKeepsTheExceptionBeingHandled) {
    try {
        throw std::runtime_error("first");
    } catch (const std::runtime_error&) {
        run([] {
            EXPECT_EQ(std::current_exception(), nullptr);
            EXPECT_EQ(std::uncaught_exceptions(), 0);
            EXPECT_THROW(spawn([] { throw std::logic_error("second"); }).join(), std::logic_error);
        });
        try {
            std::rethrow_exception(std::current_exception());
        } catch (const std::runtime_error& error) {
            EXPECT_STREQ(error.what(), "first");
        }
    }
}

/// Whose copy takes the spawner to another worker, if others are idle.
struct moves_the_spawner {
    moves_the_spawner() = default;
    moves_the_spawner(const moves_the_spawner&) noexcept {
        const unsigned before = worker_here();
        for (int turn = 0; turn < 2000 && worker_here() == before; ++turn) this_fiber::yield();
    }
    moves_the_spawner& operator=(const moves_the_spawner&) = delete;
    int operator()() const { return 7; }
};

/// Outside the kit, whose census has spawns take a slower way. Half of the fibers go to a worker that is idle, the
/// spawner among them in one round of two.
TEST_P(Run, ACallableWhoseCopyMovesItsSpawnerIsQueuedWhereThatIsThen) {
    weft::run(how(), [] {
        for (int round = 0; round < 30; ++round) {
            std::atomic<bool> is_over = false;
            std::vector<fiber<void>> others;
            for (int i = 0; i < 3; ++i)
                others.push_back(spawn([&] {
                    while (!is_over) this_fiber::yield();
                }));
            auto spawner = spawn([] {
                const moves_the_spawner given;
                EXPECT_EQ(spawn(given).join(), 7);
            });
            while (!spawner.done()) this_fiber::yield();
            spawner.join();
            is_over = true;
            for (auto& each : others) each.join();
        }
    });
}

TEST_P(Run, MayFollowAnotherRun) {
    for (int i = 0; i < 20; ++i) EXPECT_EQ(weft::run(how(), [i] { return spawn([i] { return i; }).join(); }), i);
}

TEST_P(Run, WaitsForFibersThatAreLeft) {
    std::atomic<int> steps = 0;
    run_and_leave([&] {
        steps = 0; // the simulated mode comes here several times
        spawn([&] {
            for (int i = 0; i < 10; ++i) {
                this_fiber::sleep_for(std::chrono::hours(1));
                spawn([&] { ++steps; }).detach();
            }
        }).detach();
    });
    EXPECT_EQ(steps, 10);
}

class Runtime : public OverWorkersBesideThreads {};

TEST_P(Runtime, TakesFibersFromPlainThreads) {
    runtime home(how());
    EXPECT_EQ(home.workers(), workers());
    std::atomic<int> ran = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            std::vector<fiber<int>> all;
            for (int i = 0; i < 200; ++i)
                all.push_back(home.spawn({.pinned = i % 3 == 0}, [&, i] {
                    ++ran;
                    return i;
                }));
            for (int i = 0; i < 200; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)].join(), i);
        });
    for (auto& each : threads) each.join();
    EXPECT_EQ(ran, 800);
}

TEST_P(Runtime, HandlesMayOutliveIt) {
    fiber<std::string> kept, thrown, dropped;
    {
        runtime home(how());
        kept = home.spawn([] { return std::string("kept"); });
        thrown = home.spawn({.name = "named"}, []() -> std::string { throw std::runtime_error("late"); });
        dropped = home.spawn([] { return std::string(200, 'x'); });
    }
    EXPECT_TRUE(kept.done());
    EXPECT_EQ(kept.join(), "kept");
    EXPECT_THROW(thrown.join(), std::runtime_error);
}

TEST_P(Runtime, FibersOfOneJoinFibersOfTheOther) {
    runtime other(how());
    run([&] {
        for (int i = 0; i < 200; ++i) {
            auto child = other.spawn([&, i] {
                this_fiber::yield();
                return i;
            });
            EXPECT_EQ(child.join(), i);
        }
    });
}

TEST_P(Runtime, PairsTalkThroughChannels) {
    runtime other(how());
    channel<int> there(1), back(1);
    auto echo = other.spawn([&] {
        for (int each : there) back.push(each + 1);
        back.close();
    });
    run([&] {
        for (int i = 0; i < 500; ++i) {
            there.push(i);
            EXPECT_EQ(back.pop(), i + 1);
        }
        there.close();
        EXPECT_EQ(back.pop(), std::nullopt);
    });
    echo.join();
}

TEST_P(Runtime, RefusesSpawnsFromOutsideWhileItStops) {
    auto home = std::make_unique<runtime>(how());
    runtime& seen = *home;
    std::atomic<bool> refused = false, accepted_inside = false;
    // Another runtime's fiber keeps asking; this one's only fiber lives until it was refused.
    auto keeper = home->spawn([&] {
        while (!refused) this_fiber::yield();
        accepted_inside = spawn([] { return true; }).join();
    });
    std::thread asker([&] {
        while (!refused) try {
                seen.spawn([] {}).join();
            } catch (const std::runtime_error& error) {
                EXPECT_STREQ(error.what(), "weft: the runtime is shutting down and accepts no fibers from outside");
                refused = true;
            }
    });
    home.reset();
    asker.join();
    EXPECT_TRUE(accepted_inside);
}

WEFT_OVER_WORKERS(Run);
WEFT_OVER_REAL_WORKERS(Runtime);

} // namespace
} // namespace weft::test
