// SPDX-License-Identifier: BSL-1.0
// Invariant: between lock() and unlock() of one thread no other is between its own; what one did there happens before
// what the next does there; whoever asked for the lock gets it; after unlock() the lock is not touched, so that the
// next owner may destroy it.
#include "model_test.hpp"

#include <weft/detail/base/tiny_lock.hpp>

namespace weft::test {
namespace {

using detail::tiny_lock;

struct counter {
    tiny_lock lock;
    model::plain<int> value{0, "the counter"};

    void add() {
        lock.lock();
        value.set(value.get() + 1);
        lock.unlock();
    }
};

void count_with(unsigned threads, int times) {
    counter shared;
    model::name(shared.lock, "lock");
    static constexpr const char* k_names[] = {"one", "two", "three"};
    for (unsigned index = 0; index < threads; ++index)
        thread(k_names[index], [&shared, times] {
            for (int time = 0; time < times; ++time) shared.add();
        });
    join_all();
    check(shared.value.get() == static_cast<int>(threads) * times, "each addition counts");
}

TEST(TinyLock, TwoThreadsExcludeEachOther) {
    holds([] { count_with(2, 2); }, {.preemption_bound = 3, .old_failures = old_failures::everywhere}, fences::both);
}

TEST(TinyLock, ThreeThreadsExcludeEachOther) {
    holds([] { count_with(3, 1); }, {.old_failures = old_failures::everywhere}, fences::both);
}

TEST(TinyLock, TryLockTakesAFreeLockOnly) {
    holds(
        [] {
            struct state : counter {
                int successes[2] = {0, 0};
            } shared;
            for (int index = 0; index < 2; ++index)
                thread(index == 0 ? "one" : "two", [&shared, index] {
                    if (!shared.lock.try_lock()) return;
                    shared.value.set(shared.value.get() + 1);
                    shared.successes[index] = 1;
                    shared.lock.unlock();
                });
            shared.add();
            join_all();
            check(shared.value.get() == 1 + shared.successes[0] + shared.successes[1], "each success counts");
            check(shared.lock.try_lock(), "the lock is free in the end");
        },
        {.old_failures = old_failures::everywhere});
}

TEST(TinyLock, TheNextOwnerMayDestroyIt) {
    holds(
        [] {
            struct state {
                mortal<tiny_lock> lock;
                bool first_is_done = false;
            } shared;
            shared.lock->lock();
            thread("owner", [&] {
                shared.lock->lock(); // waits for the body
                shared.lock->unlock();
                shared.lock.destroy();
            });
            shared.lock->unlock();
            join_all();
        },
        {.old_failures = old_failures::everywhere});
}

} // namespace
} // namespace weft::test
