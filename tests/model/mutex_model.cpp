// SPDX-License-Identifier: BSL-1.0
// Invariant: between lock() and unlock() of one thread no other is between its own, and sees what it did; whoever waits
// gets the lock in the end (a lost hand-over is a deadlock); unlock() touches the mutex no more once another may own
// it, so the next owner may destroy it.
#include "model_test.hpp"

#include <weft/mutex.hpp>

#include <mutex>

namespace weft::test {
namespace {

struct guarded {
    mutex lock;
    model::plain<int> value{0, "the guarded value"};

    guarded() { model::name(lock, "mutex"); }
    void add() {
        const std::lock_guard guard(lock);
        value.set(value.get() + 1);
    }
};

TEST(Mutex, TwoThreadsExcludeEachOther) {
    holds(
        [] {
            guarded shared;
            for (const char* const name : {"one", "two"})
                thread(name, [&] {
                    shared.add();
                    shared.add();
                });
            join_all();
            check(shared.value.get() == 4, "each addition counts");
        },
        {.old_failures = old_failures::everywhere});
}

TEST(Mutex, ThreeThreadsExcludeEachOther) {
    holds(
        [] {
            guarded shared;
            for (const char* const name : {"one", "two", "three"}) thread(name, [&] { shared.add(); });
            join_all();
            check(shared.value.get() == 3, "each addition counts");
        },
        {.old_failures = old_failures::everywhere});
}

TEST(Mutex, TryLockTakesAFreeLockOnly) {
    holds(
        [] {
            struct state : guarded {
                int success = 0;
            } shared;
            thread("locker", [&] { shared.add(); });
            thread("tryer", [&] {
                if (!shared.lock.try_lock()) return;
                shared.value.set(shared.value.get() + 1);
                shared.lock.unlock();
                shared.success = 1;
            });
            join_all();
            check(shared.value.get() == 1 + shared.success, "each success counts");
            check(shared.lock.try_lock(), "it is free in the end");
            shared.lock.unlock();
        },
        {.preemption_bound = 3, .old_failures = old_failures::everywhere});
}

/// The hand-over after a long wait: the clock leaps between lock() and unlock().
TEST(Mutex, AfterALongWaitItIsHandedOver) {
    holds(
        [] {
            guarded shared;
            shared.lock.lock();
            for (const char* const name : {"one", "two"}) thread(name, [&] { shared.add(); });
            shared.value.set(1);
            shared.lock.unlock();
            join_all();
            check(shared.value.get() == 3, "each addition counts");
        },
        {.preemption_bound = 2, .surprises = 2, .old_failures = old_failures::everywhere});
}

TEST(Mutex, TheNextOwnerMayDestroyIt) {
    holds(
        [] {
            mortal<mutex> shared;
            model::name(*shared, "mutex");
            shared->lock();
            thread("next", [&] {
                shared->lock();
                shared->unlock();
                shared.destroy();
            });
            shared->unlock();
            join_all();
        },
        {.preemption_bound = 4, .old_failures = old_failures::everywhere});
}

TEST(Mutex, TheLastOfTwoMayDestroyIt) {
    holds(
        [] {
            struct state {
                mortal<mutex> lock;
                model::plain<int> left{2, "who is left"};
            } shared;
            for (const char* const name : {"one", "two"})
                thread(name, [&] {
                    shared.lock->lock();
                    shared.left.set(shared.left.get() - 1);
                    const bool last = shared.left.get() == 0;
                    shared.lock->unlock();
                    if (last) shared.lock.destroy();
                });
            join_all();
        },
        {.preemption_bound = 3, .surprises = 2, .old_failures = old_failures::everywhere});
}

} // namespace
} // namespace weft::test
