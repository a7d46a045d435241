// SPDX-License-Identifier: BSL-1.0
// Every wait that can be cancelled: it throws, nothing has happened, and its object works on.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

/// One of each, on the stack of a test's body. What a wait would take, hold or be told is not there.
struct objects {
    channel<int> empty{1}, full{1};
    queue<int> no_jobs, full_jobs{1};
    broadcast<int> news{1};
    subscription<int> reader = news.subscribe();
    counting_semaphore<> permits{0};
    bounded_semaphore bounded{1};
    promise<int> made;
    future<int> kept = made.get_future();
    barrier<> gate{2};
    latch door{1};
    wait_group group;
    event signal;
    mutex guard;
    condition_variable condition;
    condition_variable_any any_condition;
    once_flag once;
    event call_ends;
    fiber<void> caller, sleeper;

    objects() {
        full.push(1);
        full_jobs.put(1);
        bounded.acquire();
        group.add(1);
        event called;
        caller = spawn([&] {
            call_once(once, [&] {
                called.set();
                call_ends.wait();
            });
        });
        called.wait();
        sleeper = spawn([this] { call_ends.wait(); });
    }
    ~objects() {
        call_ends.set();
        caller.join();
        if (sleeper.joinable()) sleeper.join();
    }
};

struct kind {
    const char* name;
    std::function<void(objects&)> wait;
    std::function<bool(objects&)> untouched; // afterwards
};

const std::vector<kind>& kinds() {
    static const auto fine = [](objects&) { return true; };
    static const std::vector<kind> all{
        {"ChannelPush", [](objects& of) { of.full.push(2); }, [](objects& of) { return *of.full.pop() == 1; }},
        {"ChannelPushFor", [](objects& of) { static_cast<void>(of.full.push_for(2, 1h)); },
         [](objects& of) { return *of.full.pop() == 1 && of.full.size() == 0; }},
        {"ChannelPop", [](objects& of) { of.empty.pop(); },
         [](objects& of) {
             of.empty.push(5);
             return *of.empty.pop() == 5;
         }},
        {"ChannelPopFor",
         [](objects& of) {
             std::optional<int> item;
             static_cast<void>(of.empty.pop_for(item, 1h));
         },
         [](objects& of) {
             of.empty.push(5);
             return *of.empty.pop() == 5;
         }},
        {"ChannelLoop",
         [](objects& of) {
             for (int item : of.empty) FAIL() << item;
         },
         fine},
        {"QueuePut", [](objects& of) { of.full_jobs.put(2); }, [](objects& of) { return of.full_jobs.get() == 1; }},
        {"QueueGet", [](objects& of) { of.no_jobs.get(); },
         [](objects& of) {
             of.no_jobs.put(6);
             return of.no_jobs.get() == 6;
         }},
        {"QueueJoin", [](objects& of) { of.full_jobs.join(); },
         [](objects& of) {
             static_cast<void>(of.full_jobs.get());
             of.full_jobs.task_done();
             of.full_jobs.join();
             return true;
         }},
        {"BroadcastPush",
         [](objects& of) {
             for (int i = 0; i < 2; ++i) of.news.push(i);
         },
         [](objects& of) { return *of.reader.pop() == 0; }},
        {"BroadcastPop", [](objects& of) { of.reader.pop(); },
         [](objects& of) {
             of.news.push(8);
             return *of.reader.pop() == 8;
         }},
        {"Select", [](objects& of) { select(on_pop(of.empty), on_push(of.full, 3), on_event(of.signal), after(1h)); },
         [](objects& of) {
             of.empty.push(5);
             return *of.empty.pop() == 5 && of.full.size() == 1;
         }},
        {"SelectOfAStop",
         [](objects& of) {
             std::stop_source stop;
             select(on_stop(stop.get_token()), on_join(of.sleeper));
         },
         fine},
        {"Acquire", [](objects& of) { of.permits.acquire(); },
         [](objects& of) {
             of.permits.release();
             return of.permits.try_acquire() && !of.permits.try_acquire();
         }},
        {"AcquireFor", [](objects& of) { static_cast<void>(of.permits.try_acquire_for(1h)); },
         [](objects& of) {
             of.permits.release();
             return of.permits.try_acquire();
         }},
        {"BoundedAcquire", [](objects& of) { of.bounded.acquire(); },
         [](objects& of) {
             of.bounded.release();
             return of.bounded.try_acquire();
         }},
        {"FutureWait", [](objects& of) { of.kept.wait(); }, fine},
        {"FutureGet", [](objects& of) { static_cast<void>(of.kept.get()); },
         [](objects& of) {
             of.made.set_value(9);
             return of.kept.get() == 9;
         }},
        {"FutureWaitFor", [](objects& of) { static_cast<void>(of.kept.wait_for(1h)); }, fine},
        {"BarrierArriveAndWait", [](objects& of) { of.gate.arrive_and_wait(); },
         [](objects& of) {
             of.gate.arrive_and_wait(); // the arrival of the one that was cancelled stays
             return true;
         }},
        {"BarrierWait", [](objects& of) { of.gate.wait(of.gate.arrive()); },
         [](objects& of) {
             of.gate.arrive_and_wait();
             return true;
         }},
        {"LatchWait", [](objects& of) { of.door.wait(); },
         [](objects& of) {
             of.door.count_down();
             of.door.wait();
             return true;
         }},
        {"LatchWaitFor", [](objects& of) { static_cast<void>(of.door.wait_for(1h)); }, fine},
        {"WaitGroup", [](objects& of) { of.group.wait(); },
         [](objects& of) {
             of.group.done();
             of.group.wait();
             return true;
         }},
        {"EventWait", [](objects& of) { of.signal.wait(); },
         [](objects& of) {
             of.signal.set();
             of.signal.wait();
             return true;
         }},
        {"EventWaitFor", [](objects& of) { static_cast<void>(of.signal.wait_for(1h)); }, fine},
        {"Condition",
         [](objects& of) {
             std::unique_lock lock(of.guard);
             try {
                 of.condition.wait(lock);
             } catch (const cancelled&) {
                 EXPECT_TRUE(lock.owns_lock());
                 EXPECT_FALSE(of.guard.try_lock()) << "the lock is held again";
                 throw;
             }
         },
         [](objects& of) { return of.guard.try_lock() && (of.guard.unlock(), true); }},
        {"ConditionFor",
         [](objects& of) {
             std::unique_lock lock(of.guard);
             static_cast<void>(of.condition.wait_for(lock, 1h));
         },
         [](objects& of) { return of.guard.try_lock() && (of.guard.unlock(), true); }},
        {"AnyCondition",
         [](objects& of) {
             std::unique_lock lock(of.guard);
             of.any_condition.wait(lock);
         },
         [](objects& of) { return of.guard.try_lock() && (of.guard.unlock(), true); }},
        {"CallOnce", [](objects& of) { call_once(of.once, [] { FAIL(); }); }, fine},
        {"Join", [](objects& of) { of.sleeper.join(); },
         [](objects& of) {
             of.call_ends.set();
             of.sleeper.join(); // the handle still has its fiber
             return true;
         }},
        {"SleepFor", [](objects&) { this_fiber::sleep_for(1h); }, fine},
        {"SleepUntil", [](objects&) { this_fiber::sleep_until(clock::now() + 1h); }, fine},
        {"GeneratorBody",
         [](objects& of) {
             generator<int> numbers([&](auto& yield) {
                 of.empty.pop();
                 yield(1);
             });
             for (int number : numbers) FAIL() << number;
         },
         fine},
        {"AsyncGeneratorNext",
         [](objects& of) {
             async_generator<int> numbers([&](auto& yield) {
                 of.call_ends.wait();
                 yield(1);
             });
             auto later = spawn([&] {
                 this_fiber::sleep_for(2ms);
                 of.call_ends.set(); // or its destructor would wait
             });
             try {
                 numbers.next();
             } catch (const cancelled&) {
                 with_shield([&] { later.join(); });
                 throw;
             }
         },
         fine},
    };
    return all;
}

class EveryCheckpoint : public ::testing::TestWithParam<kind> {
protected:
    template <class Fn>
    void in_all_modes(Fn body) {
        for (const unsigned mode : {0U, 1U, 2U, 4U}) {
            options how;
            how.workers = mode == 0 ? 1 : mode;
            how.time = time_source::virtual_time;
            testing::expect_clean({mode}, body, {.runtime = how, .schedules = 5});
        }
    }
};

TEST_P(EveryCheckpoint, EndsWhenItsScopeIsCancelled) {
    in_all_modes([] {
        objects all;
        cancel_scope scope;
        auto stopper = spawn([&] {
            this_fiber::sleep_for(1ms);
            scope.cancel();
        });
        EXPECT_TRUE(scope.run([&] { GetParam().wait(all); }));
        EXPECT_TRUE(GetParam().untouched(all));
        stopper.join();
    });
}

TEST_P(EveryCheckpoint, EndsWhenItsFiberIsCancelled) {
    in_all_modes([] {
        objects all;
        auto waiting = spawn([&] { GetParam().wait(all); });
        this_fiber::sleep_for(1ms);
        EXPECT_TRUE(waiting.cancel());
        EXPECT_THROW(waiting.join(), fiber_cancelled);
        EXPECT_TRUE(GetParam().untouched(all));
    });
}

TEST_P(EveryCheckpoint, EndsWhenItsTimeIsOver) {
    in_all_modes([] {
        objects all;
        const auto begun = clock::now();
        EXPECT_TRUE(move_on_after(1ms, [&] { GetParam().wait(all); }));
        EXPECT_LT(clock::now() - begun, 1h);
        EXPECT_TRUE(GetParam().untouched(all));
    });
}

TEST_P(EveryCheckpoint, ThrowsAtOnceInACancelledScope) {
    in_all_modes([] {
        objects all;
        cancel_scope scope;
        scope.cancel();
        EXPECT_TRUE(scope.run([&] { GetParam().wait(all); }));
    });
}

TEST_P(EveryCheckpoint, IsLeftAloneInAShield) {
    in_all_modes([] {
        objects all;
        cancel_scope scope;
        bool went_on = false;
        scope.cancel();
        EXPECT_FALSE(scope.run([&] {
            with_shield([&] {
                EXPECT_TRUE(move_on_after(1ms, [&] { GetParam().wait(all); }))
                    << "it waited until its own time was over";
                went_on = true;
            });
        }));
        EXPECT_TRUE(went_on);
    });
}

/// Two effects in one call: in a cancelled scope the first of them takes place all the same.
TEST(ArrivesAllTheSame, InACancelledScope) {
    options how;
    how.workers = 1;
    run_and_check(how, [] {
        barrier<> gate(2);
        latch door(2);
        cancel_scope scope;
        scope.cancel();
        EXPECT_TRUE(scope.run([&] { gate.arrive_and_wait(); }));
        EXPECT_TRUE(scope.run([&] { door.arrive_and_wait(); }));
        gate.arrive_and_wait(); // the second
        door.arrive_and_wait();
    });
}

INSTANTIATE_TEST_SUITE_P(Kinds, EveryCheckpoint, ::testing::ValuesIn(kinds()),
                         [](const ::testing::TestParamInfo<kind>& each) { return std::string(each.param.name); });

} // namespace
} // namespace weft::test
