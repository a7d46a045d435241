// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"
#include "unit/cancel/nap.hpp"

#include <weft/cancel_handle.hpp>
#include <weft/task_group.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class CancelHandle : public OverWorkers {};
class CancelHandleBesideThreads : public OverWorkersBesideThreads {};
class StopTokenHere : public OverWorkers {};
class StopTokenHereBesideThreads : public OverWorkersBesideThreads {};

TEST_P(CancelHandle, CancelsItsScope) {
    run([] {
        cancel_scope scope;
        const cancel_handle handle = scope.handle();
        const cancel_handle copy = scope.handle();
        EXPECT_TRUE(scope.run([&] {
            auto other = spawn([handle] { EXPECT_TRUE(handle.cancel(cancel_reason::requested, "enough")); });
            try {
                nap();
            } catch (const cancelled& why) {
                EXPECT_EQ(why.text(), "enough");
                with_shield([&] { other.join(); });
                throw;
            }
        }));
        EXPECT_FALSE(copy.cancel()) << "only the first";
    });
}

TEST_P(CancelHandle, MayOutliveWhatItCancels) {
    run([] {
        cancel_handle of_scope;
        cancel_handle of_group;
        EXPECT_FALSE(of_scope.cancel()) << "an empty one cancels nothing";
        {
            cancel_scope scope;
            of_scope = scope.handle();
        }
        with_task_group([&](task_group& group) { of_group = group.handle(); });
        EXPECT_FALSE(of_scope.cancel());
        EXPECT_FALSE(of_group.cancel());
    });
}

TEST_P(CancelHandle, CancelsItsGroup) {
    run([] {
        std::atomic<int> cut{0};
        with_task_group([&](task_group& group) {
            for (int i = 0; i < 3; ++i)
                group.spawn([&] {
                    try {
                        nap();
                    } catch (const cancelled&) {
                        ++cut;
                        throw;
                    }
                });
            this_fiber::sleep_for(1ms);
            EXPECT_TRUE(group.handle().cancel());
        });
        EXPECT_EQ(cut, 3);
    });
}

TEST_P(CancelHandleBesideThreads, AThreadMayCancelWhileTheScopeGoes) {
    run([] {
        for (int i = 0; i < 100; ++i) {
            auto scope = std::make_unique<cancel_scope>();
            std::thread stopper([handle = scope->handle()] { handle.cancel(); });
            channel<int> nothing(1);
            scope->run([&] {
                if (i % 2 == 0) nothing.pop();
            });
            scope.reset();
            stopper.join();
        }
    });
}

// --- this_fiber::stop_token() ---------------------------------------------------------------------------------------

TEST_P(StopTokenHere, StopsWhenTheScopeIsCancelled) {
    run([] {
        cancel_scope scope;
        scope.run([&] {
            const std::stop_token here = this_fiber::stop_token();
            EXPECT_TRUE(here.stop_possible());
            EXPECT_FALSE(here.stop_requested());
            EXPECT_TRUE(here == this_fiber::stop_token()) << "one source a scope";
            scope.cancel();
            EXPECT_TRUE(here.stop_requested());
        });
    });
}

TEST_P(StopTokenHere, StopsWhenAnOuterScopeIsCancelled) {
    run([] {
        cancel_scope outer;
        outer.run([&] {
            cancel_scope inner;
            inner.run([&] {
                const std::stop_token here = this_fiber::stop_token();
                outer.cancel();
                EXPECT_TRUE(here.stop_requested());
            });
        });
    });
}

TEST_P(StopTokenHere, AShieldHidesTheCancellation) {
    run([] {
        cancel_scope outer;
        outer.run([&] {
            const std::stop_token outside = this_fiber::stop_token();
            with_shield([&] {
                const std::stop_token inside = this_fiber::stop_token();
                outer.cancel();
                EXPECT_FALSE(inside.stop_requested());
                EXPECT_TRUE(outside.stop_requested());
            });
        });
    });
}

TEST_P(StopTokenHere, IsStoppedAtOnceWhereItIsCancelledAlready) {
    run([] {
        cancel_scope scope;
        scope.run([&] {
            scope.cancel();
            EXPECT_TRUE(this_fiber::stop_token().stop_requested());
        });
    });
}

TEST_P(StopTokenHere, OfAFiberStopsWhenTheFiberIsCancelled) {
    run([] {
        event has_token;
        std::stop_token here;
        auto other = spawn([&] {
            here = this_fiber::stop_token();
            has_token.set();
            nap();
        });
        has_token.wait();
        EXPECT_FALSE(here.stop_requested());
        other.cancel();
        EXPECT_TRUE(here.stop_requested());
        EXPECT_THROW(other.join(), fiber_cancelled);
    });
}

TEST_P(StopTokenHere, OfAChildStopsWhenItsGroupIsCancelled) {
    run([] {
        std::atomic<int> stopped{0};
        with_task_group([&](task_group& group) {
            for (int i = 0; i < 3; ++i)
                group.spawn([&] {
                    const std::stop_callback told(this_fiber::stop_token(), [&] { ++stopped; });
                    nap();
                });
            this_fiber::sleep_for(1ms);
            group.cancel();
        });
        EXPECT_EQ(stopped, 3);
    });
}

TEST_P(StopTokenHere, OfAScopeThatWasLeftStopsNoMore) {
    run([] {
        cancel_scope scope;
        std::stop_token here;
        scope.run([&] { here = this_fiber::stop_token(); });
        scope.cancel();
        EXPECT_FALSE(here.stop_requested());
    });
}

TEST_P(StopTokenHere, ACallbackMayEndWhatItIsIn) {
    run([] {
        auto scope = std::make_unique<cancel_scope>();
        const cancel_handle handle = scope->handle();
        cancel_scope other;
        std::optional<std::stop_callback<std::function<void()>>> told;
        scope->run([&] {
            told.emplace(this_fiber::stop_token(), [&] { other.cancel(); });
            handle.cancel();
            EXPECT_TRUE(other.cancel_requested()) << "the callback runs on whoever cancels";
        });
        told.reset();
    });
}

TEST_P(StopTokenHere, ADeadlineStopsItThoughTheFiberNeverWaits) {
    run([] {
        EXPECT_TRUE(move_on_after(1ms, [] {
            const std::stop_token here = this_fiber::stop_token();
            auto timer = spawn([] { this_fiber::sleep_for(2ms); });
            while (!here.stop_requested()) with_shield([] { this_fiber::sleep_for(1ms); });
            with_shield([&] { timer.join(); });
            this_fiber::checkpoint();
        }));
    });
}

TEST_P(StopTokenHereBesideThreads, AThreadStopsItWhileTheFiberLeavesTheScope) {
    EXPECT_FALSE(this_fiber::stop_token().stop_possible()) << "on a plain thread";
    run([] {
        for (int i = 0; i < 100; ++i) {
            cancel_scope scope;
            std::thread stopper([&] { scope.cancel(); });
            std::atomic<int> stopped{0};
            scope.run([&] {
                const std::stop_callback told(this_fiber::stop_token(), [&] { ++stopped; });
                if (i % 2 == 0) this_fiber::yield();
            });
            EXPECT_LE(stopped, 1);
            stopper.join();
        }
    });
}

WEFT_OVER_WORKERS(CancelHandle);
WEFT_OVER_REAL_WORKERS(CancelHandleBesideThreads);
WEFT_OVER_WORKERS(StopTokenHere);
WEFT_OVER_REAL_WORKERS(StopTokenHereBesideThreads);

} // namespace
} // namespace weft::test
