// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <weft/detail/sync/condition_waiters.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

/// The lock that suits each of the two.
template <class Condition>
struct mutex_for {
    using type = mutex;
};
template <>
struct mutex_for<condition_variable_any> {
    using type = timed_mutex;
};

template <class Condition>
struct guarded_queue {
    using lock_type = std::unique_lock<typename mutex_for<Condition>::type>;
    typename mutex_for<Condition>::type guard;
    Condition changed;
    std::deque<int> items;

    int pop() {
        lock_type lock(guard);
        changed.wait(lock, [&] { return !items.empty(); });
        const int item = items.front();
        items.pop_front();
        return item;
    }
    void push(int item) {
        {
            const lock_type lock(guard);
            items.push_back(item);
        }
        changed.notify_one();
    }
};

template <class Condition>
void hands_items_over() {
    guarded_queue<Condition> queue;
    std::vector<fiber<int>> poppers;
    for (int i = 0; i < 4; ++i)
        poppers.push_back(spawn([&] {
            int sum = 0;
            for (int turn = 0; turn < 50; ++turn) sum += queue.pop();
            return sum;
        }));
    auto pusher = spawn([&] {
        for (int i = 0; i < 200; ++i) queue.push(1);
    });
    int sum = 0;
    for (auto& each : poppers) sum += each.join();
    EXPECT_EQ(sum, 200);
    pusher.join();
}

template <class Condition>
void notify_one_wakes_the_oldest() {
    typename mutex_for<Condition>::type guard;
    Condition changed;
    std::vector<int> order;
    std::vector<fiber<void>> all;
    for (int i = 0; i < 4; ++i) {
        all.push_back(spawn([&, i] {
            std::unique_lock lock(guard);
            changed.wait(lock);
            order.push_back(i);
        }));
        this_fiber::sleep_for(1ms); // it waits now
    }
    for (int i = 0; i < 4; ++i) {
        changed.notify_one();
        all[static_cast<std::size_t>(i)].join();
    }
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3}));
}

template <class Condition>
void notify_all_wakes_all() {
    typename mutex_for<Condition>::type guard;
    Condition changed;
    bool go = false;
    std::vector<fiber<void>> all;
    for (int i = 0; i < 16; ++i)
        all.push_back(spawn([&] {
            std::unique_lock lock(guard);
            changed.wait(lock, [&] { return go; });
        }));
    this_fiber::sleep_for(1ms);
    {
        const std::lock_guard lock(guard);
        go = true;
        changed.notify_all();
    }
    for (auto& each : all) each.join();
}

template <class Condition>
void takes_the_lock_again_when_time_is_over() {
    typename mutex_for<Condition>::type guard;
    Condition changed;
    std::unique_lock lock(guard);
    EXPECT_EQ(changed.wait_for(lock, 2ms), std::cv_status::timeout);
    EXPECT_TRUE(lock.owns_lock());
    EXPECT_FALSE(spawn([&] { return guard.try_lock(); }).join()); // it is really locked
    EXPECT_FALSE(changed.wait_for(lock, 1ms, [] { return false; }));
    EXPECT_TRUE(changed.wait_until(lock, clock::now(), [] { return true; }));
    EXPECT_EQ(changed.wait_until(lock, clock::now()), std::cv_status::timeout);
}

/// `wait` is given the condition, its lock and a predicate that is never true, and has 12 ms.
template <class Condition, class Wait>
void times_out_though_it_is_notified_in_vain(Wait wait) {
    typename mutex_for<Condition>::type guard;
    Condition changed;
    auto notifier = spawn([&] {
        for (int i = 0; i < 10; ++i) {
            this_fiber::sleep_for(5ms);
            changed.notify_all();
        }
    });
    {
        std::unique_lock lock(guard);
        const auto before = clock::now();
        EXPECT_FALSE(wait(changed, lock, [] { return false; }));
        EXPECT_EQ(clock::now() - before, 12ms);
    }
    notifier.join();
}

/// `wait` is given the condition, its lock and the predicate, and has 2 ms.
template <class Condition, class Wait>
void looks_once_more_when_time_is_over(Wait wait) {
    typename mutex_for<Condition>::type guard;
    Condition changed;
    bool is_so = false;
    std::unique_lock lock(guard);
    auto silent = spawn([&] {
        this_fiber::sleep_for(1ms);
        const std::lock_guard mine(guard);
        is_so = true; // and notifies nobody
    });
    EXPECT_TRUE(wait(changed, lock, [&] { return is_so; }));
    EXPECT_TRUE(lock.owns_lock());
    silent.join();
}

/// The notification goes to one who still waits.
template <class Condition>
void a_notification_passes_who_has_left() {
    typename mutex_for<Condition>::type guard;
    Condition changed;
    auto hasty = spawn([&] {
        std::unique_lock lock(guard);
        return changed.wait_for(lock, 1ms);
    });
    this_fiber::sleep_for(500us);
    auto patient = spawn([&] {
        std::unique_lock lock(guard);
        return changed.wait_for(lock, std::chrono::hours(1));
    });
    this_fiber::sleep_for(5ms);
    changed.notify_one();
    EXPECT_EQ(hasty.join(), std::cv_status::timeout);
    EXPECT_EQ(patient.join(), std::cv_status::no_timeout);
}

template <class Condition>
void may_be_destroyed_once_all_are_notified() {
    for (int round = 0; round < 100; ++round) {
        typename mutex_for<Condition>::type guard;
        auto changed = std::make_unique<Condition>();
        int waiting = 0;
        const auto wait = [&] {
            std::unique_lock lock(guard);
            ++waiting;
            changed->wait(lock);
        };
        auto one = spawn(wait), two = spawn(wait);
        for (bool both = false; !both; this_fiber::yield()) {
            const std::lock_guard lock(guard);
            both = waiting == 2;
        }
        {
            const std::lock_guard lock(guard);
            changed->notify_all();
            changed.reset();
        }
        one.join();
        two.join();
    }
}

class ConditionVariable : public OverWorkers {};
class ConditionVariableAny : public OverWorkers {};

TEST_P(ConditionVariable, HandsItemsOver) { run(hands_items_over<condition_variable>); }
TEST_P(ConditionVariable, NotifyOneWakesTheOldest) { run(notify_one_wakes_the_oldest<condition_variable>); }
TEST_P(ConditionVariable, NotifyAllWakesAll) { run(notify_all_wakes_all<condition_variable>); }
TEST_P(ConditionVariable, TakesTheLockAgainWhenTimeIsOver) {
    run(takes_the_lock_again_when_time_is_over<condition_variable>);
}
TEST_P(ConditionVariable, LooksOnceMoreWhenTimeIsOver) {
    run([] {
        looks_once_more_when_time_is_over<condition_variable>(
            [](auto& changed, auto& lock, auto is_so) { return changed.wait_for(lock, 2ms, is_so); });
    });
}
TEST_P(ConditionVariable, TimesOutThoughItIsNotifiedInVain) {
    run([] {
        times_out_though_it_is_notified_in_vain<condition_variable>(
            [](auto& changed, auto& lock, auto is_so) { return changed.wait_for(lock, 12ms, is_so); });
        times_out_though_it_is_notified_in_vain<condition_variable>(
            [](auto& changed, auto& lock, auto is_so) { return changed.wait_until(lock, clock::now() + 12ms, is_so); });
    });
}
TEST_P(ConditionVariable, ANotificationPassesWhoHasLeft) {
    run(a_notification_passes_who_has_left<condition_variable>);
}
TEST_P(ConditionVariable, MayBeDestroyedOnceAllAreNotified) {
    run(may_be_destroyed_once_all_are_notified<condition_variable>);
}

TEST_P(ConditionVariableAny, HandsItemsOver) { run(hands_items_over<condition_variable_any>); }
TEST_P(ConditionVariableAny, NotifyOneWakesTheOldest) { run(notify_one_wakes_the_oldest<condition_variable_any>); }
TEST_P(ConditionVariableAny, NotifyAllWakesAll) { run(notify_all_wakes_all<condition_variable_any>); }
TEST_P(ConditionVariableAny, TakesTheLockAgainWhenTimeIsOver) {
    run(takes_the_lock_again_when_time_is_over<condition_variable_any>);
}
TEST_P(ConditionVariableAny, LooksOnceMoreWhenTimeIsOver) {
    run([] {
        looks_once_more_when_time_is_over<condition_variable_any>(
            [](auto& changed, auto& lock, auto is_so) { return changed.wait_for(lock, 2ms, is_so); });
        looks_once_more_when_time_is_over<condition_variable_any>([](auto& changed, auto& lock, auto is_so) {
            const std::stop_source never;
            return changed.wait_for(lock, never.get_token(), 2ms, is_so);
        });
    });
}
TEST_P(ConditionVariableAny, TimesOutThoughItIsNotifiedInVain) {
    run([] {
        times_out_though_it_is_notified_in_vain<condition_variable_any>(
            [](auto& changed, auto& lock, auto is_so) { return changed.wait_for(lock, 12ms, is_so); });
        times_out_though_it_is_notified_in_vain<condition_variable_any>([](auto& changed, auto& lock, auto is_so) {
            const std::stop_source never;
            return changed.wait_for(lock, never.get_token(), 12ms, is_so);
        });
    });
}
TEST_P(ConditionVariableAny, ANotificationPassesWhoHasLeft) {
    run(a_notification_passes_who_has_left<condition_variable_any>);
}
TEST_P(ConditionVariableAny, MayBeDestroyedOnceAllAreNotified) {
    run(may_be_destroyed_once_all_are_notified<condition_variable_any>);
}

TEST_P(ConditionVariableAny, WorksWithASharedLock) {
    run([] {
        shared_mutex guard;
        condition_variable_any changed;
        bool go = false;
        std::vector<fiber<void>> readers;
        for (int i = 0; i < 3; ++i)
            readers.push_back(spawn([&] {
                std::shared_lock lock(guard);
                changed.wait(lock, [&] { return go; });
            }));
        this_fiber::sleep_for(1ms);
        {
            const std::lock_guard lock(guard);
            go = true;
        }
        changed.notify_all();
        for (auto& each : readers) each.join();
    });
}

/// A lock whose unlock() suspends: foreign code between the decision to wait and the wait.
struct slow_lock {
    mutex inner;
    void lock() { inner.lock(); }
    void unlock() {
        this_fiber::yield();
        inner.unlock();
        this_fiber::yield();
    }
};

TEST_P(ConditionVariableAny, LosesNoNotificationWhenTheLocksUnlockSuspends) {
    run([] {
        slow_lock guard;
        condition_variable_any changed;
        int turn = 0;
        const auto play = [&](int mine) {
            for (int i = 0; i < 20; ++i) {
                std::unique_lock lock(guard);
                changed.wait(lock, [&] { return turn % 2 == mine; });
                ++turn;
                changed.notify_one();
            }
        };
        auto other = spawn([&] { play(1); });
        play(0);
        other.join();
        EXPECT_EQ(turn, 40);
    });
}

TEST_P(ConditionVariableAny, AStopEndsTheWait) {
    run([] {
        mutex guard;
        condition_variable_any changed;
        std::stop_source source;
        auto waiter = spawn([&] {
            std::unique_lock lock(guard);
            const bool ready = changed.wait(lock, source.get_token(), [] { return false; });
            EXPECT_TRUE(lock.owns_lock());
            return ready;
        });
        this_fiber::sleep_for(1ms);
        source.request_stop();
        EXPECT_FALSE(waiter.join());
        std::unique_lock lock(guard);
        EXPECT_FALSE(changed.wait(lock, source.get_token(), [] { return false; })); // at once
        EXPECT_TRUE(changed.wait(lock, source.get_token(), [] { return true; }));
    });
}

/// Whatever still points there now points at nothing.
[[gnu::noinline]] void overwrite_frames_of_returned_calls() {
    volatile char dead[4096];
    for (volatile char& each : dead) each = 0x5a;
}

TEST_P(ConditionVariableAny, AStopEndsTheTimerOfTheWaitToo) {
    run([] {
        mutex guard;
        condition_variable_any changed;
        std::stop_source source;
        auto waiter = spawn([&] {
            const auto before = clock::now();
            {
                std::unique_lock lock(guard);
                EXPECT_FALSE(changed.wait_for(lock, source.get_token(), 1h, [] { return false; }));
            }
            EXPECT_EQ(clock::now() - before, 1ms);
            overwrite_frames_of_returned_calls();
            this_fiber::sleep_for(2h); // past the deadline of that wait
            EXPECT_EQ(clock::now() - before, 2h + 1ms);
        });
        this_fiber::sleep_for(1ms);
        source.request_stop();
        waiter.join();
    });
}

TEST_P(ConditionVariableAny, AWaitThatCanBeStoppedIsNotifiedAndTimesOut) {
    run([] {
        mutex guard;
        condition_variable_any changed;
        const std::stop_source source;
        bool go = false;
        auto waiter = spawn([&] {
            std::unique_lock lock(guard);
            return changed.wait_for(lock, source.get_token(), std::chrono::hours(1), [&] { return go; });
        });
        this_fiber::sleep_for(1ms);
        {
            const std::lock_guard lock(guard);
            go = true;
        }
        changed.notify_one();
        EXPECT_TRUE(waiter.join());
        std::unique_lock lock(guard);
        EXPECT_FALSE(changed.wait_for(lock, source.get_token(), 2ms, [] { return false; }));
        EXPECT_FALSE(changed.wait_until(lock, source.get_token(), clock::now(), [] { return false; }));
    });
}

class ConditionVariableBesideThreads : public OverWorkersBesideThreads {};

class ConditionWaiters : public OverWorkers {};
WEFT_OVER_WORKERS(ConditionWaiters);

TEST_P(ConditionWaiters, NotifiersLookOnceAtEachWhoseTimeIsOver) {
    run([] {
        constexpr int k_hasty = 50;
        detail::condition_waiters line;
        latch over(k_hasty);
        event leave;
        std::vector<fiber<bool>> hasty;
        for (int i = 0; i < k_hasty; ++i)
            hasty.push_back(spawn([&] {
                lowlevel::waiter self;
                line.enter(self);
                EXPECT_EQ(self.suspend_until(clock::now() + 1ms), detail::wake_reason::timed_out);
                over.count_down();
                leave.wait();
                const bool was_passed = !self.is_linked();
                line.leave(self);
                return was_passed;
            }));
        over.wait();
        EXPECT_FALSE(line.claim_one()); // looks at all of them
        leave.set();
        line.let_all_leave(&line);
        for (auto& each : hasty) EXPECT_TRUE(each.join());
    });
}

TEST_P(ConditionWaiters, WhoeverIsPassedIsWaitedFor) {
    run([] {
        detail::condition_waiters line;
        std::atomic<int> gone = 0;
        latch over(3);
        event leave;
        std::vector<fiber<void>> hasty;
        for (int i = 0; i < 3; ++i)
            hasty.push_back(spawn([&, i] {
                lowlevel::waiter self;
                line.enter(self);
                static_cast<void>(self.suspend_until(clock::now() + 1ms));
                over.count_down();
                leave.wait();
                this_fiber::sleep_for(i * 1ms);
                ++gone;
                line.leave(self);
            }));
        over.wait();
        EXPECT_TRUE(line.claim_all().empty());
        leave.set();
        line.let_all_leave(&line);
        EXPECT_EQ(gone, 3);
        for (auto& each : hasty) each.join();
    });
}

TEST_P(ConditionVariableBesideThreads, FibersAndPlainThreadsNotifyEachOther) {
    run([] {
        guarded_queue<condition_variable> there, back;
        std::thread echo([&] {
            for (int i = 0; i < 100; ++i) back.push(there.pop());
        });
        for (int i = 0; i < 100; ++i) {
            there.push(i);
            EXPECT_EQ(back.pop(), i);
        }
        echo.join();
    });
}

TEST_P(ConditionVariableBesideThreads, APlainThreadAsksAFiberToStop) {
    run([] {
        mutex guard;
        condition_variable_any changed;
        for (int round = 0; round < 50; ++round) {
            std::stop_source source;
            std::thread stopper([&] { source.request_stop(); });
            std::unique_lock lock(guard);
            EXPECT_FALSE(changed.wait(lock, source.get_token(), [] { return false; }));
            stopper.join();
        }
    });
}

WEFT_OVER_WORKERS(ConditionVariable);
WEFT_OVER_WORKERS(ConditionVariableAny);
WEFT_OVER_REAL_WORKERS(ConditionVariableBesideThreads);

} // namespace
} // namespace weft::test
