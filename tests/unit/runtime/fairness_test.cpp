// SPDX-License-Identifier: BSL-1.0
// Nobody starves: not behind a pair that wakes each other, nor behind fibers that yield for ever.
#include "runtime/forced_migration.hpp"
#include "support/held_workers.hpp"
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

class Fairness : public OverWorkers {
protected:
    std::atomic<bool> stop = false;
    std::vector<fiber<void>> busy;

    /// Two fibers for each worker that yield until `stop`.
    void keep_workers_busy() {
        for (unsigned i = 0; i < 2 * workers(); ++i)
            busy.push_back(spawn([this] {
                while (!stop) this_fiber::yield();
            }));
    }
    void join_busy() {
        stop = true;
        for (auto& each : busy) each.join();
    }
};

/// What takes other threads or runtimes cannot be simulated.
class FairnessBesideThreads : public Fairness {
    bool is_alone() const override { return false; }
};

TEST_P(Fairness, AThirdFiberRunsSoonBesideAPairThatWakesEachOther) {
    run([this] {
        channel<int> there(1), back(1);
        std::atomic<std::size_t> switches = 0;
        auto ping = spawn({.pinned = true}, [&] {
            while (!stop) {
                there.push(1);
                back.pop();
                switches += 2;
            }
            there.close();
        });
        auto pong = spawn({.pinned = true}, [&] {
            while (there.pop()) back.push(1);
        });
        for (int turn = 0; turn < 100; ++turn) this_fiber::yield();
        std::size_t worst = 0;
        for (int turn = 0; turn < 100 && workers() == 1; ++turn) {
            const std::size_t before = switches;
            this_fiber::yield();
            worst = std::max(worst, switches - before);
        }
        EXPECT_LE(worst, 200u);
        stop = true;
        ping.join();
        pong.join();
    });
}

/// With one worker the fiber that was woken last runs next, three times in a row at most while somebody else is ready.
TEST_P(Fairness, AThirdFiberIsOvertakenByThreeWokenOnesAtMost) {
    run([this] {
        if (workers() != 1 || is_simulated()) return; // elsewhere the order is another
        channel<int> there(0), back(0);
        int switches = 0;
        auto ping = spawn([&] {
            while (there.pop()) {
                ++switches;
                back.push(1);
            }
        });
        auto pong = spawn([&] {
            for (; !stop; ++switches) {
                there.push(1);
                back.pop();
            }
            there.close();
        });
        int worst = 0;
        for (int turn = 0; turn < 100; ++turn) {
            event over; // this fiber comes back behind a long time in which nobody else was ready
            auto later = spawn([&] { over.set(); });
            over.wait();
            later.join();
            const int before = switches;
            this_fiber::yield();
            worst = std::max(worst, switches - before);
        }
        EXPECT_GT(worst, 0);
        EXPECT_LE(worst, 4);
        stop = true;
        ping.join();
        pong.join();
    });
}

/// As above, on one of several workers, from which nobody steals. The pair stops by itself, should it never be
/// interrupted.
TEST_P(Fairness, AThirdFiberOfAWorkerIsOvertakenByThreeWokenOnesAtMost) {
    if (detail::k_forced_migration) GTEST_SKIP() << "the caller would move to a worker that is kept busy";
    run([] {
        if (is_simulated()) return; // the order is another there
        const held_workers others(workers() - 1);
        constexpr int k_turns = 100, k_most_switches = 10'000;
        channel<int> there(0), back(0);
        std::atomic<int> switches = 0;
        std::atomic<bool> over = false;
        auto ping = spawn([&] {
            while (there.pop()) {
                ++switches;
                back.push(1);
            }
        });
        auto pong = spawn([&] {
            for (; !over && switches < k_most_switches; ++switches) {
                there.push(1);
                back.pop();
            }
            there.close();
        });
        int worst = 0;
        for (int turn = 0; turn < k_turns; ++turn) {
            const int before = switches;
            this_fiber::yield();
            worst = std::max(worst, switches - before);
        }
        EXPECT_GT(worst, 0);
        EXPECT_LE(worst, 5);
        over = true;
        ping.join();
        pong.join();
    });
}

TEST_P(FairnessBesideThreads, TheOutsideIsServedBesideAPairThatWakesEachOther) {
    run([this] {
        channel<int> there(0), back(0), answers(1);
        auto ping = spawn([&] {
            while (there.pop()) back.push(1);
        });
        auto pong = spawn([&] {
            while (!stop) {
                there.push(1);
                back.pop();
            }
            there.close();
        });
        std::thread outside([&] {
            for (int i = 0; i < 20; ++i) answers.push(i);
            answers.close();
        });
        int count = 0;
        for (const int each : answers) EXPECT_EQ(each, count++);
        EXPECT_EQ(count, 20);
        outside.join();
        stop = true;
        ping.join();
        pong.join();
    });
}

TEST_P(FairnessBesideThreads, TheOutsideIsServedBesideFibersThatYieldForEver) {
    run([this] {
        keep_workers_busy();
        channel<int> answers(1);
        std::thread outside([&] {
            for (int i = 0; i < 20; ++i) answers.push(i);
            answers.close();
        });
        int count = 0;
        for (const int each : answers) EXPECT_EQ(each, count++);
        EXPECT_EQ(count, 20);
        outside.join();
        join_busy();
    });
}

TEST_P(Fairness, APinnedFiberRunsBesideOthersThatYieldForEver) {
    run([] {
        constexpr int k_most = 100'000;
        const unsigned home = worker_here();
        std::atomic<int> turns_at_home = 0;
        std::atomic<bool> over = false;
        auto pinned = spawn({.pinned = true}, [&] {
            for (int turn = 0; turn < 10; ++turn) this_fiber::yield();
            return turns_at_home.load();
        });
        std::vector<fiber<void>> others;
        for (unsigned i = 0; i < 3 * workers(); ++i)
            others.push_back(spawn([&] {
                while (!over && turns_at_home < k_most) {
                    if (worker_here() == home) ++turns_at_home;
                    this_fiber::yield();
                }
            }));
        EXPECT_LT(pinned.join(), k_most);
        over = true;
        for (auto& each : others) each.join();
    });
}

TEST_P(Fairness, EveryYieldingFiberGetsItsTurns) {
    run([] {
        constexpr std::size_t k_fibers = 50;
        std::vector<std::atomic<int>> turns(k_fibers);
        std::atomic<bool> over = false;
        std::vector<fiber<void>> all;
        for (std::size_t i = 0; i < k_fibers; ++i)
            all.push_back(spawn([&, i] {
                while (!over)
                    if (++turns[i] < (workers() == 1 ? 1000 : 100))
                        this_fiber::yield();
                    else
                        over = true;
            }));
        for (auto& each : all) each.join();
        if (workers() == 1 && !is_simulated()) { // a random schedule is fair in the long run only
            for (const auto& each : turns) EXPECT_GE(each, 900);
        }
    });
}

WEFT_OVER_WORKERS(Fairness);
WEFT_OVER_REAL_WORKERS(FairnessBesideThreads);

} // namespace
} // namespace weft::test
