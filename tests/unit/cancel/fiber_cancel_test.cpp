// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"
#include "unit/cancel/nap.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class FiberCancel : public OverWorkers {};
class FiberCancelBesideThreads : public OverWorkersBesideThreads {};

TEST_P(FiberCancel, JoinTellsWhoWasCancelledAndWhy) {
    run([] {
        auto reader = spawn({.name = "reader"}, nap);
        this_fiber::sleep_for(1ms);
        EXPECT_TRUE(reader.cancel(cancel_reason::shutdown, "closing time"));
        const fiber_id id = reader.id();
        try {
            reader.join();
            FAIL() << "it was cancelled";
        } catch (const fiber_cancelled& why) {
            EXPECT_EQ(why.name(), "reader");
            EXPECT_EQ(why.id(), id);
            EXPECT_EQ(why.reason(), cancel_reason::shutdown);
            EXPECT_EQ(std::string(why.what()),
                      "weft: fiber 'reader' #" + std::to_string(id) + " was cancelled: shutdown: closing time");
        }
        EXPECT_FALSE(reader.joinable());
    });
}

TEST_P(FiberCancel, IsDoneOnce) {
    run([] {
        auto napping = spawn(nap);
        EXPECT_TRUE(napping.cancel());
        EXPECT_FALSE(napping.cancel());
        EXPECT_THROW(napping.join(), fiber_cancelled);
        EXPECT_FALSE(napping.cancel()) << "the handle is empty";

        auto ended = spawn([] { return 3; });
        while (!ended.done()) this_fiber::yield();
        EXPECT_FALSE(ended.cancel()) << "it has ended";
        EXPECT_EQ(ended.join(), 3);
    });
}

TEST_P(FiberCancel, BeforeItsFirstStepTheBodyNeverRuns) {
    run([] {
        bool ran = false;
        auto kept = std::make_shared<int>(1);
        auto fresh = spawn([&ran, kept] { ran = true; });
        if (!fresh.cancel()) { // another worker was quicker
            fresh.join();
            return;
        }
        try {
            fresh.join();
            EXPECT_TRUE(ran) << "it was on its way";
        } catch (const fiber_cancelled&) {
            EXPECT_FALSE(ran);
        }
        EXPECT_EQ(kept.use_count(), 1) << "the callable is gone";
    });
}

TEST(FiberCancelled, BeforeItsFirstStepOnOneWorker) {
    options how;
    how.workers = 1;
    run_and_check(how, [] {
        bool ran = false;
        auto fresh = spawn([&] { ran = true; });
        EXPECT_TRUE(fresh.cancel());
        EXPECT_THROW(fresh.join(), fiber_cancelled);
        auto queued = spawn([&] { ran = true; });
        EXPECT_TRUE(queued.cancel());
        while (!queued.done()) this_fiber::yield();
        EXPECT_THROW(queued.join(), fiber_cancelled);
        EXPECT_FALSE(ran);
    });
}

TEST_P(FiberCancel, ABodyThatReturnsAllTheSameHasItsResult) {
    run([] {
        auto stubborn = spawn([] {
            try {
                nap();
            } catch (const cancelled&) {}
            return 7;
        });
        auto wrong = spawn([]() -> int {
            try {
                nap();
            } catch (const cancelled&) {
                throw std::out_of_range("on its way out");
            }
            return 0;
        });
        this_fiber::sleep_for(1ms);
        stubborn.cancel();
        wrong.cancel();
        EXPECT_EQ(stubborn.join(), 7);
        EXPECT_THROW(wrong.join(), std::out_of_range);
    });
}

TEST_P(FiberCancel, JoiningACancelledFiberDoesNotCancelTheJoiner) {
    run([] {
        auto napping = spawn(nap);
        napping.cancel();
        EXPECT_THROW(napping.join(), fiber_cancelled);
        this_fiber::sleep_for(1ms);
        EXPECT_FALSE(this_fiber::is_cancelled());
    });
}

TEST_P(FiberCancel, ACancelledJoinerKeepsItsHandle) {
    run([] {
        event ends;
        auto target = spawn([&] {
            ends.wait();
            return 5;
        });
        this_fiber::yield();
        EXPECT_TRUE(move_on_after(1ms, [&] { target.join(); }));
        EXPECT_TRUE(target.joinable());
        ends.set();
        EXPECT_EQ(target.join(), 5);
    });
}

TEST_P(FiberCancel, AnExceptionOfAnotherScopeIsAnErrorAtJoin) {
    run([] {
        auto strange = spawn([] {
            std::exception_ptr kept;
            cancel_scope scope;
            static_cast<void>(scope.run([&] {
                scope.cancel();
                try {
                    nap();
                } catch (...) {
                    kept = std::current_exception();
                }
            }));
            std::rethrow_exception(kept);
        });
        EXPECT_THROW(strange.join(), std::logic_error);
    });
}

TEST_P(FiberCancel, AJoinerThatRunsItsTargetInPlaceTakesItAlong) {
    run([] {
        channel<int> nothing(1);
        bool target_ended = false, joiner_ended = false;
        auto joiner = spawn([&] {
            auto target = spawn([&] { nothing.pop(); }); // most likely on the joiner's stack
            try {
                target.join();
            } catch (const fiber_cancelled&) {
                target_ended = true; // the next checkpoint throws
                nap();
            } catch (const cancelled&) {
                target.cancel(); // the two had a stack each
                with_shield([&] { EXPECT_THROW(target.join(), fiber_cancelled); });
                target_ended = joiner_ended = true;
                throw;
            }
        });
        this_fiber::sleep_for(1ms);
        joiner.cancel();
        EXPECT_THROW(joiner.join(), fiber_cancelled);
        EXPECT_TRUE(target_ended);
    });
}

TEST_P(FiberCancel, AJoinerInAScopeCanLeaveItsTarget) {
    run([] {
        event ends;
        auto target = spawn([&] { ends.wait(); });
        EXPECT_TRUE(move_on_after(1ms, [&] { target.join(); })) << "not in place: the joiner must be able to leave";
        ends.set();
        target.join();
    });
}

/// Runs a fiber to its end as it unwinds.
struct flushes_at_end {
    bool& by_join;
    bool& by_handle;
    ~flushes_at_end() {
        spawn([this] {
            this_fiber::sleep_for(1us);
            by_join = true;
        }).join();
        const auto dropped = spawn([this] {
            this_fiber::sleep_for(1us);
            by_handle = true;
        });
    }
};

TEST_P(FiberCancel, LeavesTheFibersAloneThatADestructorJoins) {
    run([] {
        bool by_join = false, by_handle = false;
        auto unwinding = spawn([&] {
            const flushes_at_end guard{by_join, by_handle};
            nap();
        });
        this_fiber::sleep_for(1ms);
        unwinding.cancel();
        EXPECT_THROW(unwinding.join(), fiber_cancelled);
        EXPECT_TRUE(by_join);
        EXPECT_TRUE(by_handle);
    });
}

TEST_P(FiberCancelBesideThreads, RacesWithTheStartAndTheEnd) {
    run([] {
        for (int i = 0; i < 200; ++i) {
            auto short_lived = spawn([] { this_fiber::yield(); });
            auto napping = spawn(nap);
            std::thread stopper([&] {
                short_lived.cancel();
                napping.cancel();
            });
            while (!napping.done() || !short_lived.done()) this_fiber::yield();
            stopper.join();
            try {
                short_lived.join();
            } catch (const fiber_cancelled&) { // as it comes
            }
            EXPECT_THROW(napping.join(), fiber_cancelled);
        }
    });
}

TEST_P(FiberCancel, ALeftCancellationIsNotTheNextFibersOfTheRecord) {
    run([] {
        for (int i = 0; i < 50; ++i) {
            auto napping = spawn(nap);
            napping.cancel();
            EXPECT_THROW(napping.join(), fiber_cancelled);
            auto next = spawn([] {
                this_fiber::sleep_for(1us);
                return this_fiber::is_cancelled();
            });
            EXPECT_FALSE(next.join());
        }
    });
}

WEFT_OVER_WORKERS(FiberCancel);
WEFT_OVER_REAL_WORKERS(FiberCancelBesideThreads);

} // namespace
} // namespace weft::test
