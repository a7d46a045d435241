// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"
#include "unit/cancel/nap.hpp"

#include <gtest/gtest.h>

#include <weft/testing/simulate.hpp>

#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class Timeout : public OverWorkers {};

TEST_P(Timeout, ABodyInTimeGivesItsValue) {
    run([] {
        EXPECT_EQ(with_timeout(1s, [] { return std::string("in time"); }), "in time");
        auto unique = with_timeout(1s, [] { return std::make_unique<int>(3); });
        EXPECT_EQ(*unique, 3);
        int there = 5;
        int& same = with_timeout(1s, [&]() -> int& { return there; });
        EXPECT_EQ(&same, &there);
        with_timeout(1s, [] { this_fiber::sleep_for(1ms); });
        EXPECT_EQ(with_deadline((clock::time_point::max)(), [] { return 7; }), 7);
    });
}

TEST_P(Timeout, ABodyThatIsLateIsCutOff) {
    run([] {
        const unsigned line = __LINE__ + 2;
        try {
            with_timeout(5ms, [] { nap(); });
            FAIL() << "it was late";
        } catch (const timeout_error& late) {
            EXPECT_EQ(late.duration(), 5ms);
            EXPECT_EQ(late.where().line(), line);
            EXPECT_EQ(late.waiting_for(), "sleeps");
            EXPECT_NE(std::string(late.what()).find("5000000 ns"), std::string::npos) << late.what();
        }
        this_fiber::sleep_for(1ms);
        const auto begun = clock::now();
        EXPECT_THROW(with_deadline(begun + 3ms, nap), timeout_error);
        EXPECT_EQ(clock::now() - begun, 3ms);
    });
}

TEST_P(Timeout, InsideCodeSeesCancelled) {
    run([] {
        bool seen = false;
        EXPECT_THROW(with_timeout(1ms,
                                  [&] {
                                      try {
                                          nap();
                                      } catch (const cancelled& why) {
                                          seen = why.reason() == cancel_reason::deadline;
                                          throw;
                                      }
                                  }),
                     timeout_error);
        EXPECT_TRUE(seen);
    });
}

TEST_P(Timeout, OnlyItsOwnExpiryIsConverted) {
    run([] {
        cancel_scope outer;
        EXPECT_TRUE(outer.run([&] {
            with_timeout(1h, [&] {
                outer.cancel();
                nap();
            });
        }));
        EXPECT_THROW(with_timeout(1h, [] { throw std::out_of_range("its own"); }), std::out_of_range);
    });
}

TEST_P(Timeout, AnOuterCancellationInTheSameTurnWins) {
    run([] {
        cancel_scope outer;
        bool converted = false;
        EXPECT_TRUE(outer.run([&] {
            try {
                with_timeout(0ns, [&] {
                    outer.cancel();
                    nap();
                });
            } catch (const timeout_error&) {
                converted = true;
                throw;
            }
        }));
        EXPECT_FALSE(converted);
    });
}

TEST_P(Timeout, ABodyThatReturnedGivesItsValueWhateverTheClockSays) {
    run([] {
        EXPECT_EQ(with_timeout(1ms,
                               [] {
                                   with_shield([] { this_fiber::sleep_for(10ms); });
                                   return 4;
                               }),
                  4);
    });
}

TEST_P(Timeout, AnErrorThatTheBodyMakesOfTheExpiryPasses) {
    run([] {
        EXPECT_THROW(with_timeout(1ms,
                                  [] {
                                      try {
                                          nap();
                                      } catch (const cancelled&) {
                                          throw std::logic_error("mine");
                                      }
                                  }),
                     std::logic_error);
    });
}

TEST_P(Timeout, ABodyThatCancelsItselfEndsWithFiberCancelled) {
    run([] {
        EXPECT_THROW(with_timeout(1h,
                                  [](cancel_scope& mine) {
                                      mine.cancel();
                                      nap();
                                      return 1;
                                  }),
                     fiber_cancelled);
    });
}

TEST_P(Timeout, AShieldMayHaveALimit) {
    run([] {
        cancel_scope outer;
        bool cut_off = false, in_time = true;
        EXPECT_TRUE(outer.run([&] {
            outer.cancel();
            cut_off = with_shield(1ms, nap);
            in_time = !with_shield(1h, [] { this_fiber::sleep_for(1ms); });
            EXPECT_EQ(with_shield([] { return 3; }), 3);
            nap();
        }));
        EXPECT_TRUE(cut_off);
        EXPECT_TRUE(in_time);
    });
}

TEST_P(Timeout, AnyDurationWillDo) {
    run([] {
        EXPECT_EQ(with_timeout(std::chrono::years(1000), [] { return 1; }), 1);
        EXPECT_EQ(
            with_timeout(std::chrono::duration<double>(std::numeric_limits<double>::infinity()), [] { return 2; }), 2);
        EXPECT_THROW(with_timeout(std::chrono::duration<double>(std::numeric_limits<double>::quiet_NaN()), nap),
                     std::invalid_argument);
        EXPECT_TRUE(move_on_after(0.5ms, nap));
    });
}

/// The lock is held again when the time of a wait for a condition is over.
TEST_P(Timeout, AroundAConditionLeavesTheLockHeld) {
    run([] {
        mutex guard;
        condition_variable never;
        std::unique_lock lock(guard);
        EXPECT_THROW(with_timeout(1ms, [&] { never.wait(lock); }), timeout_error);
        EXPECT_TRUE(lock.owns_lock());
        EXPECT_FALSE(guard.try_lock());
    });
}

TEST_P(Timeout, NoItemIsLostBetweenPopsWithTimeouts) {
    run([] {
        channel<int> numbers(0);
        constexpr int k_count = 200;
        auto producer = spawn([&] {
            for (int i = 0; i < k_count; ++i) {
                if (i % 3 == 0) this_fiber::sleep_for(1us);
                numbers.push(int{i});
            }
            numbers.close();
        });
        int expected = 0;
        for (bool open = true; open;) {
            try {
                const auto item = with_timeout(std::chrono::nanoseconds(700), [&] { return numbers.pop(); });
                if (item)
                    EXPECT_EQ(*item, expected++);
                else
                    open = false;
            } catch (const timeout_error&) { // again
            }
        }
        EXPECT_EQ(expected, k_count);
        producer.join();
    });
}

/// On the real clock: with a virtual one time does not pass while somebody yields or computes.
TEST(YieldingPastADeadline, EndsAllTheSame) {
    for (const unsigned workers : {1U, 2U}) {
        options how;
        how.workers = workers;
        run_and_check(how, [] {
            EXPECT_TRUE(move_on_after(2ms, [] {
                for (;;) this_fiber::yield();
            }));
            EXPECT_TRUE(move_on_after(2ms, [] {
                for (;;) this_fiber::checkpoint();
            }));
            channel<int> room(1);
            EXPECT_TRUE(move_on_after(2ms, [&] {
                for (;;) {
                    room.push(1);
                    room.pop();
                }
            }));
        });
    }
}

/// A deadlocked schedule is given up, and the records of its fibers are used again.
TEST(ForgottenInAScope, LeavesNothingToTheNextFiberOfItsRecord) {
    for (std::uint64_t round = 1; round <= 3; ++round) {
        const auto stand_still = [] {
            event nothing;
            auto told = spawn([&] { with_shield([&] { nothing.wait(); }); });
            auto waiting = spawn([&] {
                with_deadline(clock::now() + std::chrono::hours(1), [&] { with_shield([&] { nothing.wait(); }); });
            });
            this_fiber::sleep_for(1ms);
            told.cancel();
            nothing.wait();
        };
        EXPECT_THROW(testing::simulate(round, stand_still), testing::simulation_failed);
        runtime next({.workers = 1});
        for (int i = 0; i < 20; ++i) { // spawned from outside: the pool gives the records that came last
            auto asks = next.spawn([] {
                this_fiber::sleep_for(1us);
                return this_fiber::cancel_requested() || this_fiber::deadline() != (clock::time_point::max)();
            });
            EXPECT_FALSE(asks.join());
            auto naps = next.spawn(nap);
            EXPECT_TRUE(naps.cancel());
            EXPECT_THROW(naps.join(), fiber_cancelled);
        }
    }
}

WEFT_OVER_WORKERS(Timeout);

} // namespace
} // namespace weft::test
