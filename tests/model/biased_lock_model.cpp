// SPDX-License-Identifier: BSL-1.0
// Invariant: as of tiny_lock, whoever has the bias: between lock() and unlock() of one thread no other is between its
// own; what one did there happens before what the next does there; whoever asked for the lock gets it; after unlock()
// the lock is not touched. Here a thread has the bias after its second lock(), if no other came between.
#include "model_test.hpp"

#include <weft/detail/base/biased_lock.hpp>

namespace weft::test {
namespace {

using detail::biased_lock;

struct counter {
    biased_lock lock;
    model::plain<int> value{0, "the counter"};

    counter() { model::name(lock, "lock"); }
    void add(int times) {
        for (int time = 0; time < times; ++time) {
            lock.lock();
            value.set(value.get() + 1);
            lock.unlock();
        }
    }
};

TEST(BiasedLock, TheFirstThreadHasTheBiasAndAnotherComes) {
    holds(
        [] {
            counter shared;
            shared.add(2);
            thread("other", [&] { shared.add(2); });
            shared.add(2);
            join_all();
            check(shared.value.get() == 6, "each addition counts");
        },
        {.preemption_bound = 4});
}

TEST(BiasedLock, TwoMayBothBeAboutToHaveIt) {
    holds([] {
        counter shared;
        thread("one", [&] { shared.add(3); });
        thread("two", [&] { shared.add(3); });
        join_all();
        check(shared.value.get() == 6, "each addition counts");
    });
}

TEST(BiasedLock, TwoEndTheBiasOfAThird) {
    holds([] {
        counter shared;
        shared.add(2);
        thread("one", [&] { shared.add(1); });
        thread("two", [&] { shared.add(1); });
        shared.add(2);
        join_all();
        check(shared.value.get() == 6, "each addition counts");
    });
}

// Were the other to get a bias in its turn, the first thread, about to say that it tries, would spoil it.
TEST(BiasedLock, TheBiasDoesNotComeBack) {
    holds([] {
        counter shared;
        shared.add(2);
        thread("other", [&] { shared.add(5); });
        shared.add(1);
        join_all();
        check(shared.value.get() == 8, "each addition counts");
    });
}

/// await_release() returns after the holder that it found has unlocked, whichever way that one holds the lock.
TEST(BiasedLock, AwaitingAReleaseSeesWhatTheHolderDid) {
    for (const int before : {0, 2}) { // without and with a bias
        holds([before] {
            counter shared;
            atomic<bool> holds_it{false};
            model::name(holds_it, "holds_it");
            thread("holder", [&] {
                shared.add(before);
                shared.lock.lock();
                holds_it.store(true, memory_order_release);
                shared.value.set(shared.value.get() + 1);
                shared.lock.unlock();
            });
            thread("other", [&, before] {
                if (!holds_it.load(memory_order_acquire)) return;
                shared.lock.await_release();
                check(shared.value.get() == before + 1, "the holder has released it");
            });
            join_all();
        });
    }
}

TEST(BiasedLock, TryLockTakesAFreeLockOnly) {
    holds([] {
        counter shared;
        int successes = 0;
        shared.add(2);
        thread("other", [&] {
            if (!shared.lock.try_lock()) return;
            shared.value.set(shared.value.get() + 1);
            successes = 1;
            shared.lock.unlock();
        });
        shared.add(1);
        if (shared.lock.try_lock()) {
            shared.value.set(shared.value.get() + 1);
            shared.lock.unlock();
        } else {
            shared.add(1);
        }
        join_all();
        check(shared.value.get() == 4 + successes, "each success counts");
    });
}

TEST(BiasedLock, TheNextOwnerMayDestroyIt) {
    holds([] {
        mortal<biased_lock> lock;
        for (int time = 0; time < 2; ++time) {
            lock->lock();
            lock->unlock();
        }
        lock->lock(); // by the bias
        thread("owner", [&] {
            lock->lock(); // waits for the body
            lock->unlock();
            lock.destroy();
        });
        lock->unlock();
        join_all();
    });
}

TEST(BiasedLock, WithoutACheapHalfNobodyHasIt) {
    holds(
        [] {
            counter shared;
            shared.add(2);
            thread("other", [&] { shared.add(1); });
            shared.add(1);
            join_all();
            check(shared.value.get() == 4, "each addition counts");
        },
        {}, fences::both);
}

} // namespace
} // namespace weft::test
