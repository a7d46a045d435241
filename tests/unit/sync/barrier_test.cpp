// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class Barrier : public OverWorkers {};

TEST_P(Barrier, KeepsAllInStep) {
    run([] {
        constexpr int k_fibers = 6, k_phases = 20;
        std::atomic<int> arrived{0};
        int completed = 0;
        barrier step(k_fibers, [&]() noexcept {
            EXPECT_EQ(arrived, (completed + 1) * k_fibers);
            ++completed;
        });
        barrier read(k_fibers); // so that nobody runs ahead of those who still look
        std::vector<fiber<void>> all;
        for (int i = 0; i < k_fibers; ++i)
            all.push_back(spawn([&] {
                for (int phase = 0; phase < k_phases; ++phase) {
                    ++arrived;
                    step.arrive_and_wait();
                    EXPECT_EQ(completed, phase + 1);
                    read.arrive_and_wait();
                }
            }));
        for (auto& each : all) each.join();
        EXPECT_EQ(completed, k_phases);
    });
}

TEST_P(Barrier, TheCompletionFunctionMaySuspend) {
    run([] {
        bool completed = false;
        barrier step(2, [&]() noexcept {
            this_fiber::sleep_for(1ms);
            completed = true;
        });
        auto other = spawn([&] {
            step.arrive_and_wait();
            EXPECT_TRUE(completed);
        });
        step.arrive_and_wait();
        EXPECT_TRUE(completed);
        other.join();
    });
}

TEST_P(Barrier, TheCompletionFunctionIsNotCancelled) {
    run([] {
        cancel_scope scope;
        int completed = 0;
        barrier meeting(1, [&]() noexcept {
            this_fiber::sleep_for(1ms);
            ++completed;
        });
        EXPECT_TRUE(scope.run([&] {
            scope.cancel();
            meeting.arrive_and_wait();
            EXPECT_EQ(completed, 1);
            static_cast<void>(meeting.arrive());
            EXPECT_EQ(completed, 2);
            this_fiber::checkpoint();
            FAIL() << "behind the completion function the scope is cancelled as before";
        }));
    });
}

TEST_P(Barrier, TheCompletionFunctionRunsToItsEndWhenItsScopeIsCancelledMeanwhile) {
    run([] {
        cancel_scope scope;
        bool completed = false;
        barrier meeting(1, [&]() noexcept {
            this_fiber::sleep_for(10ms);
            completed = true;
        });
        auto canceller = spawn([&] {
            this_fiber::sleep_for(1ms);
            scope.cancel();
        });
        EXPECT_TRUE(scope.run([&] {
            meeting.arrive_and_wait();
            EXPECT_TRUE(completed);
            this_fiber::checkpoint();
        }));
        canceller.join();
    });
}

TEST_P(Barrier, OnAPlainThreadTheCompletionFunctionIsJustCalled) {
    bool completed = false;
    barrier meeting(1, [&]() noexcept { completed = true; });
    meeting.arrive_and_wait();
    EXPECT_TRUE(completed);
}

TEST_P(Barrier, ATokenWaitsForItsPhaseOnly) {
    run([] {
        barrier step(2);
        auto mine = step.arrive();
        auto other = spawn([&] { step.arrive_and_wait(); });
        step.wait(std::move(mine));
        other.join();
        auto both = step.arrive(2);
        step.wait(std::move(both)); // over already
        static_cast<void>(step.arrive(2));
    });
}

TEST_P(Barrier, WhoDropsOutIsNotExpectedAgain) {
    run([] {
        barrier step(3);
        auto leaver = spawn([&] { step.arrive_and_drop(); });
        auto stayer = spawn([&] {
            step.arrive_and_wait();
            step.arrive_and_wait();
        });
        step.arrive_and_wait();
        step.arrive_and_wait();
        leaver.join();
        stayer.join();
    });
}

TEST_P(Barrier, RefusesBadNumbers) {
    run([] {
        EXPECT_THROW(barrier<>(-1), std::invalid_argument);
        barrier step(2);
        EXPECT_THROW(static_cast<void>(step.arrive(0)), std::invalid_argument);
        EXPECT_THROW(static_cast<void>(step.arrive(3)), std::invalid_argument);
        static_cast<void>(step.arrive(2));
        barrier nobody(0);
        EXPECT_THROW(nobody.arrive_and_wait(), std::invalid_argument);
        EXPECT_THROW(nobody.arrive_and_wait(), std::invalid_argument); // the first one has left the lock free
    });
}

/// A completion function: drops out of the barrier at its first phase, to which all have arrived.
struct drops_out {
    barrier<drops_out>*& from;
    int& completed;
    void operator()() noexcept {
        if (++completed == 1) {
            EXPECT_THROW(from->arrive_and_drop(), std::invalid_argument);
        }
    }
};

TEST_P(Barrier, ARefusedDropIsExpectedAgain) {
    run([] {
        int completed = 0;
        barrier<drops_out>* from = nullptr;
        barrier<drops_out> step(2, drops_out{from, completed});
        from = &step;
        static_cast<void>(step.arrive(2));
        EXPECT_EQ(completed, 1);
        static_cast<void>(step.arrive());
        EXPECT_EQ(completed, 1);
        static_cast<void>(step.arrive());
        EXPECT_EQ(completed, 2);
    });
}

TEST_P(Barrier, WhoeverItLetsThroughMayDestroyIt) {
    run([] {
        for (int round = 0; round < 200; ++round) {
            auto met = std::make_unique<barrier<>>(2);
            auto other = spawn([raw = met.get()] { raw->arrive_and_wait(); });
            met->arrive_and_wait();
            if (round % 2 == 0) {
                met.reset();
                other.join();
            } else {
                other.join();
                met.reset();
            }
        }
    });
}

WEFT_OVER_WORKERS(Barrier);

} // namespace
} // namespace weft::test
