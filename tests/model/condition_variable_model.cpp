// SPDX-License-Identifier: BSL-1.0
// Invariant: no notification is lost between the decision to wait and the wait, nor to a waiter whose time is over; a
// wait ends with the lock held; once all who wait are notified, the condition variable may be destroyed.
#include "model_test.hpp"

#include <weft/condition_variable.hpp>
#include <weft/condition_variable_any.hpp>

#include <chrono>
#include <mutex>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

template <class Condition>
struct condition_state {
    mutex guard;
    Condition changed;
    model::plain<int> value{0, "the guarded value"};

    condition_state() {
        model::name(guard, "mutex");
        model::name(changed, "condition");
    }
    void wait_for_one() {
        std::unique_lock lock(guard);
        changed.wait(lock, [&] { return value.get() != 0; });
        value.set(value.get() - 1);
    }
    void add_one() {
        {
            const std::lock_guard lock(guard);
            value.set(value.get() + 1);
        }
        changed.notify_one();
    }
};

template <class Condition>
void no_notification_is_lost() {
    condition_state<Condition> shared;
    thread("waiter", [&] { shared.wait_for_one(); });
    thread("notifier", [&] { shared.add_one(); });
    join_all();
    check(shared.value.get() == 0, "it was taken");
}

TEST(ConditionVariable, NoNotificationIsLost) { holds(no_notification_is_lost<condition_variable>); }
TEST(ConditionVariableAny, NoNotificationIsLost) { holds(no_notification_is_lost<condition_variable_any>); }

TEST(ConditionVariable, TwoNotificationsServeTwo) {
    holds(
        [] {
            condition_state<condition_variable> shared;
            for (const char* const name : {"one", "two"}) thread(name, [&] { shared.wait_for_one(); });
            shared.guard.lock();
            shared.value.set(2);
            shared.guard.unlock();
            shared.changed.notify_one();
            shared.changed.notify_one();
            join_all();
        },
        {.preemption_bound = 2, .bound_in_tests = 1});
}

/// One notification for two: the hasty one passes on what it was given, and must not use up what it was not.
TEST(ConditionVariable, ANotificationIsNotLostToATimeout) {
    holds(
        [] {
            struct state {
                mutex guard;
                condition_variable changed;
                model::plain<int> go{0, "the guarded value"};
            } shared;
            thread("hasty", [&] {
                std::unique_lock lock(shared.guard);
                if (shared.changed.wait_for(lock, 1ms) == std::cv_status::no_timeout) shared.changed.notify_one();
            });
            thread("patient", [&] {
                std::unique_lock lock(shared.guard);
                shared.changed.wait(lock, [&] { return shared.go.get() == 1; });
            });
            shared.guard.lock();
            shared.go.set(1);
            shared.guard.unlock();
            shared.changed.notify_one();
            join_all();
        },
        {.preemption_bound = 2, .bound_in_tests = 1});
}

template <class Condition>
struct mortal_condition_state {
    mutex guard;
    mortal<Condition> changed;
    model::plain<int> value{0, "the guarded value"};
};

template <class Condition>
void the_notified_may_destroy_it() {
    mortal_condition_state<Condition> shared;
    thread("waiter", [&] {
        std::unique_lock lock(shared.guard);
        if (shared.value.get() != 0) return;
        shared.changed->wait(lock);
        shared.changed.destroy();
    });
    thread("notifier", [&] {
        const std::lock_guard lock(shared.guard);
        shared.value.set(1);
        shared.changed->notify_one();
    });
    join_all();
}

TEST(ConditionVariable, TheNotifiedMayDestroyIt) { holds(the_notified_may_destroy_it<condition_variable>); }
TEST(ConditionVariableAny, TheNotifiedMayDestroyIt) { holds(the_notified_may_destroy_it<condition_variable_any>); }

template <class Condition>
void the_notifier_may_destroy_it() {
    mortal_condition_state<Condition> shared;
    thread("waiter", [&] {
        std::unique_lock lock(shared.guard);
        if (shared.value.get() == 0) shared.changed->wait(lock);
    });
    thread("notifier", [&] {
        const std::lock_guard lock(shared.guard);
        shared.value.set(1);
        shared.changed->notify_one();
        shared.changed.destroy();
    });
    join_all();
}

TEST(ConditionVariable, TheNotifierMayDestroyItAtOnce) { holds(the_notifier_may_destroy_it<condition_variable>); }
TEST(ConditionVariableAny, TheNotifierMayDestroyItAtOnce) {
    holds(the_notifier_may_destroy_it<condition_variable_any>);
}

/// With `hasty` waiters whose time may be over, of whom the notifier thinks that they wait.
template <class Condition>
void the_notifier_may_destroy_it_though_time_is_over(unsigned hasty, void (Condition::*notify)() noexcept) {
    mortal_condition_state<Condition> shared;
    for (unsigned i = 0; i < hasty; ++i)
        thread("waiter", [&] {
            std::unique_lock lock(shared.guard);
            if (shared.value.get() == 0) static_cast<void>(shared.changed->wait_for(lock, 1ms));
        });
    thread("notifier", [&] {
        const std::lock_guard lock(shared.guard);
        shared.value.set(1);
        (*shared.changed.*notify)();
        shared.changed.destroy();
    });
    join_all();
}

template <class Condition>
void one_whose_time_is_over_may_still_leave() {
    holds([] { the_notifier_may_destroy_it_though_time_is_over(1, &Condition::notify_one); });
    holds([] { the_notifier_may_destroy_it_though_time_is_over(1, &Condition::notify_all); });
}

TEST(ConditionVariable, OneWhoseTimeIsOverMayStillLeave) {
    one_whose_time_is_over_may_still_leave<condition_variable>();
}
TEST(ConditionVariableAny, OneWhoseTimeIsOverMayStillLeave) {
    one_whose_time_is_over_may_still_leave<condition_variable_any>();
}

TEST(ConditionVariable, TwoWhoseTimeIsOverMayStillLeave) {
    holds([] { the_notifier_may_destroy_it_though_time_is_over(2, &condition_variable::notify_all); },
          {.preemption_bound = 2, .bound_in_tests = 1});
}

// (How a std::stop_token ends a wait is no model: its atomics are not ours.)

} // namespace
} // namespace weft::test
