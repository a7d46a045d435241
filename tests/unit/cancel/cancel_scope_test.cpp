// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"
#include "unit/cancel/nap.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class CancelScope : public OverWorkers {};
class CancelScopeBesideThreads : public OverWorkersBesideThreads {};

TEST_P(CancelScope, RunSaysWhetherItsOwnCancellationEndedTheBody) {
    run([] {
        cancel_scope scope;
        bool came_here = false;
        EXPECT_FALSE(scope.run([&] { came_here = true; }));
        EXPECT_TRUE(came_here);
        EXPECT_FALSE(scope.cancel_requested());

        EXPECT_TRUE(scope.run([&] {
            EXPECT_TRUE(scope.cancel());
            EXPECT_FALSE(scope.cancel()) << "only the first";
            this_fiber::checkpoint();
            FAIL() << "a checkpoint of a cancelled scope throws";
        }));
        EXPECT_TRUE(scope.cancel_requested());
    });
}

TEST_P(CancelScope, ABodyThatEndsWithoutACheckpointWasNotCutOff) {
    run([] {
        cancel_scope scope;
        EXPECT_FALSE(scope.run([&] { scope.cancel(); }));
    });
}

TEST_P(CancelScope, TheBodyMayTakeTheScope) {
    run([] {
        cancel_scope scope;
        EXPECT_TRUE(scope.run([](cancel_scope& mine) {
            mine.cancel();
            nap();
        }));
    });
}

TEST_P(CancelScope, AWaitEndsWhenAnotherFiberCancels) {
    run([] {
        cancel_scope scope;
        auto stopper = spawn([&] {
            this_fiber::sleep_for(1ms);
            scope.cancel();
        });
        const auto begun = clock::now();
        EXPECT_TRUE(scope.run(nap));
        EXPECT_LT(clock::now() - begun, 1h);
        stopper.join();
    });
}

TEST_P(CancelScopeBesideThreads, AWaitEndsWhenAPlainThreadCancels) {
    run([] {
        for (int i = 0; i < 20; ++i) {
            cancel_scope scope;
            channel<int> nothing(1);
            std::thread stopper([&] { scope.cancel(); });
            EXPECT_TRUE(scope.run([&] { nothing.pop(); }));
            stopper.join();
        }
    });
}

TEST_P(CancelScopeBesideThreads, AWaitEndsWhenAFiberOfAnotherRuntimeCancels) {
    runtime other(how());
    run([&] {
        for (int i = 0; i < 20; ++i) {
            cancel_scope scope;
            channel<int> nothing(1);
            auto stopper = other.spawn([&] { scope.cancel(); });
            EXPECT_TRUE(scope.run([&] { nothing.pop(); }));
            stopper.join();
        }
    });
}

TEST_P(CancelScope, EveryCheckpointThrowsUntilTheScopeIsLeft) {
    run([] {
        cancel_scope scope;
        scope.cancel();
        int thrown = 0;
        EXPECT_FALSE(scope.run([&] {
            for (int i = 0; i < 5; ++i) {
                try {
                    nap();
                } catch (const cancelled&) { // swallowing it does not help
                    ++thrown;
                }
            }
        }));
        EXPECT_EQ(thrown, 5);
        this_fiber::sleep_for(1ms); // outside nothing is thrown
    });
}

TEST_P(CancelScope, ACheckpointThatNeedNotWaitThrowsBeforeItDoesAnything) {
    run([] {
        cancel_scope scope;
        channel<int> numbers(2);
        numbers.push(1);
        EXPECT_TRUE(scope.run([&] {
            scope.cancel();
            numbers.pop();
        }));
        EXPECT_EQ(numbers.size(), 1u) << "the item is still there";
        EXPECT_TRUE(scope.run([&] { numbers.push(2); }));
        EXPECT_EQ(numbers.size(), 1u);
    });
}

TEST_P(CancelScope, WhatPromisesNotToSuspendIsNoCheckpoint) {
    run([] {
        cancel_scope scope;
        EXPECT_FALSE(scope.run([&] {
            scope.cancel();
            channel<int> numbers(1);
            EXPECT_EQ(numbers.try_push(1), channel_status::success);
            counting_semaphore<> permits(0);
            permits.release();
            EXPECT_TRUE(permits.try_acquire());
            mutex guard;
            const std::lock_guard lock(guard);
            event ready;
            ready.set();
        }));
    });
}

TEST_P(CancelScope, TheOutermostCancelledScopeCatches) {
    run([] {
        cancel_scope outer, middle, inner;
        bool after_inner = false, after_middle = false;
        EXPECT_TRUE(outer.run([&] {
            static_cast<void>(middle.run([&] {
                static_cast<void>(inner.run([&] {
                    inner.cancel();
                    outer.cancel();
                    nap();
                }));
                after_inner = true;
            }));
            after_middle = true;
        }));
        EXPECT_FALSE(after_inner);
        EXPECT_FALSE(after_middle);
    });
}

TEST_P(CancelScope, AnInnerScopeCatchesItsOwnAndTheOuterGoesOn) {
    run([] {
        cancel_scope outer, inner;
        bool went_on = false;
        EXPECT_FALSE(outer.run([&] {
            EXPECT_TRUE(inner.run([&] {
                inner.cancel();
                nap();
            }));
            this_fiber::sleep_for(1ms);
            went_on = true;
        }));
        EXPECT_TRUE(went_on);
    });
}

TEST_P(CancelScope, AShieldHidesWhatIsOutside) {
    run([] {
        cancel_scope outer;
        int steps = 0;
        EXPECT_TRUE(outer.run([&] {
            outer.cancel();
            with_shield([&] {
                this_fiber::sleep_for(1ms);
                EXPECT_FALSE(this_fiber::is_cancelled());
                EXPECT_TRUE(this_fiber::cancel_requested());
                ++steps;
            });
            ++steps;
            nap(); // after the shield the scope, still cancelled, throws again
            ++steps;
        }));
        EXPECT_EQ(steps, 2);
    });
}

TEST_P(CancelScope, ACancellationDuringAShieldedWaitLeavesTheWaitAlone) {
    run([] {
        cancel_scope outer;
        channel<int> items(0);
        auto other = spawn([&] {
            this_fiber::sleep_for(1ms);
            outer.cancel();
            this_fiber::sleep_for(1ms);
            items.push(7);
        });
        int got = 0;
        EXPECT_TRUE(outer.run([&] {
            with_shield([&] { got = *items.pop(); });
            this_fiber::checkpoint();
        }));
        EXPECT_EQ(got, 7);
        other.join();
    });
}

TEST_P(CancelScope, ScopesInsideAShieldWork) {
    run([] {
        cancel_scope outer, inner;
        EXPECT_TRUE(outer.run([&] {
            outer.cancel();
            with_shield([&] {
                EXPECT_TRUE(inner.run([&] {
                    inner.cancel();
                    nap();
                }));
                EXPECT_TRUE(move_on_after(1ms, nap));
            });
            nap();
        }));
    });
}

TEST_P(CancelScope, AShieldedScopeCanBeCancelledItself) {
    run([] {
        auto shield = cancel_scope::shielded();
        EXPECT_TRUE(shield.run([&] {
            shield.cancel();
            nap();
        }));
    });
}

TEST_P(CancelScope, ACancelledScopeStaysCancelled) {
    run([] {
        cancel_scope scope;
        scope.cancel();
        for (int i = 0; i < 3; ++i) EXPECT_TRUE(scope.run(nap));
    });
}

TEST_P(CancelScope, WhatElseLeavesTheBodyPasses) {
    run([] {
        cancel_scope scope;
        EXPECT_THROW(static_cast<void>(scope.run([&] {
                         scope.cancel();
                         try {
                             nap();
                         } catch (const cancelled&) {
                             throw std::runtime_error("in place of it");
                         }
                     })),
                     std::runtime_error);
        this_fiber::sleep_for(1ms);
    });
}

TEST_P(CancelScope, ACancellationSaysWhyAndWhere) {
    run([] {
        cancel_scope scope, other;
        EXPECT_TRUE(scope.run([&] {
            const std::source_location here = std::source_location::current();
            scope.cancel(cancel_reason::disconnect, "the client is gone", here);
            try {
                nap();
            } catch (const cancelled& why) {
                EXPECT_EQ(why.reason(), cancel_reason::disconnect);
                EXPECT_EQ(why.text(), "the client is gone");
                EXPECT_EQ(why.where().line(), here.line());
                EXPECT_TRUE(why.is_for(scope));
                EXPECT_FALSE(why.is_for(other));
                EXPECT_EQ(this_fiber::cancel_reason(), cancel_reason::disconnect);
                throw;
            }
        }));
        EXPECT_EQ(this_fiber::cancel_reason(), std::nullopt);
    });
}

TEST(CancelScopes, CancelledIsNoStdException) {
    static_assert(!std::is_base_of_v<std::exception, cancelled>);
    static_assert(!std::is_default_constructible_v<cancelled>);
    static_assert(!std::is_move_constructible_v<cancel_scope>);
}

/// Waits as it unwinds.
struct waits_at_end {
    bool& waited;
    ~waits_at_end() {
        this_fiber::sleep_for(1ms);
        waited = true;
    }
};

TEST_P(CancelScope, ADestructorThatUnwindsMayWait) {
    run([] {
        cancel_scope scope;
        bool waited = false;
        EXPECT_TRUE(scope.run([&] {
            const waits_at_end guard{waited};
            scope.cancel();
            nap();
        }));
        EXPECT_TRUE(waited);
    });
}

/// Opens a scope as it unwinds.
struct gives_up_at_end {
    bool& gave_up;
    ~gives_up_at_end() { gave_up = move_on_after(1ms, nap); }
};

TEST_P(CancelScope, AScopeThatADestructorOpensWhileItUnwindsWorks) {
    run([] {
        cancel_scope scope;
        bool gave_up = false;
        EXPECT_TRUE(scope.run([&] {
            const gives_up_at_end guard{gave_up};
            scope.cancel();
            nap();
        }));
        EXPECT_TRUE(gave_up);
    });
}

TEST_P(CancelScope, InAHandlerCancellationsAreThrownAgain) {
    run([] {
        cancel_scope scope;
        bool again = false;
        EXPECT_TRUE(scope.run([&] {
            scope.cancel();
            try {
                nap();
            } catch (const cancelled&) {
                try {
                    nap();
                } catch (const cancelled&) {
                    again = true;
                }
                throw;
            }
        }));
        EXPECT_TRUE(again);
    });
}

/// Enters a scope in a scope, and so on.
void nest(int left, int& deepest) {
    if (left == 0) return;
    cancel_scope scope;
    static_cast<void>(scope.run([&] {
        deepest = std::max(deepest, 1);
        nest(left - 1, deepest);
        if (left == 1) nap();
    }));
}

TEST(CancelScopes, TenThousandNestedScopesWork) {
    options how;
    how.workers = 1;
    how.time = time_source::virtual_time;
    how.stack_size = std::size_t{16} << 20;
    run_and_check(how, [] {
        int deepest = 0;
        EXPECT_TRUE(move_on_after(1ms, [&] { nest(10'000, deepest); }));
        EXPECT_EQ(deepest, 1);
    });
}

TEST_P(CancelScope, ADeadlineCancels) {
    run([] {
        auto scope = cancel_scope::after(5ms);
        const auto begun = clock::now();
        EXPECT_TRUE(scope.run(nap));
        EXPECT_EQ(clock::now() - begun, 5ms);
        EXPECT_TRUE(scope.cancel_requested());
    });
}

TEST_P(CancelScope, TheEarliestDeadlineOfAllCounts) {
    run([] {
        const auto begun = clock::now();
        bool inner = true;
        EXPECT_TRUE(move_on_after(5ms, [&] { inner = move_on_after(1h, nap); }));
        EXPECT_TRUE(inner) << "the inner one was not left on its own account";
        EXPECT_EQ(clock::now() - begun, 5ms);
        EXPECT_FALSE(move_on_after(1h, [&] { EXPECT_TRUE(move_on_after(5ms, nap)); }));
    });
}

TEST_P(CancelScope, ARelativeDeadlineBeginsWithTheScope) {
    run([] {
        auto scope = cancel_scope::after(5ms);
        this_fiber::sleep_for(20ms);
        const auto begun = clock::now();
        EXPECT_TRUE(scope.run(nap));
        EXPECT_EQ(clock::now() - begun, 5ms);
    });
}

TEST_P(CancelScope, ADeadlineMayBeMoved) {
    run([] {
        auto later = cancel_scope::after(5ms);
        const auto begun = clock::now();
        EXPECT_TRUE(later.run([&] {
            this_fiber::sleep_for(1ms); // its timer runs
            later.set_deadline(begun + 30ms);
            EXPECT_EQ(later.deadline(), begun + 30ms);
            EXPECT_EQ(this_fiber::deadline(), begun + 30ms);
            this_fiber::sleep_for(10ms);
            nap();
        }));
        EXPECT_EQ(clock::now() - begun, 30ms);

        cancel_scope earlier;
        EXPECT_TRUE(earlier.run([&] {
            earlier.set_deadline(clock::now() + 2ms);
            nap();
        }));
        auto never = cancel_scope::after(5ms);
        EXPECT_FALSE(never.run([&] {
            never.set_deadline((clock::time_point::max)());
            this_fiber::sleep_for(10ms);
        }));
    });
}

TEST_P(CancelScope, ADeadlineThatIsOverCancelsAtTheFirstCheckpoint) {
    run([] {
        for (const auto limit : {0ns, -5ns}) {
            bool began = false;
            channel<int> room(1);
            EXPECT_TRUE(move_on_after(limit, [&] {
                began = true;
                room.push(1); // need not wait
            }));
            EXPECT_TRUE(began);
            EXPECT_EQ(room.size(), 0u);
        }
        EXPECT_TRUE(move_on_at(clock::now(), [] { this_fiber::checkpoint(); }));
    });
}

TEST_P(CancelScope, AScopeThatIsLeftInTimeIsForgotten) {
    run([] {
        for (int i = 0; i < 100; ++i) EXPECT_FALSE(move_on_after(1ms, [] { this_fiber::yield(); }));
        this_fiber::sleep_for(5ms); // no timer of theirs comes
    });
}

TEST_P(CancelScope, YieldIsACheckpoint) {
    run([] {
        cancel_scope scope;
        auto stopper = spawn([&] {
            for (int i = 0; i < 5; ++i) this_fiber::yield();
            scope.cancel();
        });
        EXPECT_TRUE(scope.run([] {
            for (;;) this_fiber::yield();
        }));
        stopper.join();
    });
}

TEST_P(CancelScope, AWaitThatWasCompletedFirstGoesOnToTheNextCheckpoint) {
    run([] {
        cancel_scope scope;
        channel<int> items(0);
        int got = 0;
        auto other = spawn([&] {
            this_fiber::sleep_for(1ms);
            items.push(3); // into the hands of the popper
            scope.cancel();
        });
        EXPECT_TRUE(scope.run([&] {
            got = *items.pop();
            nap();
        }));
        EXPECT_EQ(got, 3);
        other.join();
    });
}

WEFT_OVER_WORKERS(CancelScope);
WEFT_OVER_REAL_WORKERS(CancelScopeBesideThreads);

} // namespace
} // namespace weft::test
