// SPDX-License-Identifier: BSL-1.0
// Invariant: a writer is alone inside, readers see what the writers before them did; nobody who waits is forgotten,
// also when somebody before it gives up; the last to unlock may destroy it.
#include "model_test.hpp"

#include <weft/shared_timed_mutex.hpp>

#include <chrono>
#include <mutex>
#include <shared_mutex>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

struct shelf {
    shared_timed_mutex lock;
    model::plain<int> value{0, "the guarded value"};

    shelf() { model::name(lock, "shared mutex"); }
    void add() {
        const std::lock_guard writing(lock);
        value.set(value.get() + 1);
    }
    int read() {
        const std::shared_lock reading(lock);
        return value.get();
    }
};

TEST(SharedMutex, WritersExcludeEachOtherAndReaders) {
    holds([] {
        shelf shared;
        thread("writer", [&] { shared.add(); });
        thread("another writer", [&] { shared.add(); });
        thread("reader", [&] { check(shared.read() <= 2, "what was written is seen"); });
        join_all();
        check(shared.value.get() == 2, "each addition counts");
    });
}

TEST(SharedMutex, TwoReadersAndAWriter) {
    holds([] {
        shelf shared;
        for (const char* const name : {"reader", "another reader"})
            thread(name, [&] { static_cast<void>(shared.read()); });
        thread("writer", [&] { shared.add(); });
        join_all();
        check(shared.lock.try_lock(), "it is free in the end");
        shared.lock.unlock();
    });
}

/// The readers behind a writer that gives up are let in beside the one inside.
TEST(SharedMutex, AWriterThatGivesUpForgetsNobody) {
    holds([] {
        shelf shared;
        shared.lock.lock_shared();
        thread("writer", [&] {
            if (shared.lock.try_lock_for(1ms)) shared.lock.unlock();
        });
        thread("reader", [&] { static_cast<void>(shared.read()); });
        join_all(); // so nobody but the writer that gives up can let the reader in
        shared.lock.unlock_shared();
        check(shared.lock.try_lock(), "it is free in the end");
        shared.lock.unlock();
    });
}

TEST(SharedMutex, TheLastOfTwoMayDestroyIt) {
    holds(
        [] {
            struct state {
                mortal<shared_timed_mutex> lock;
                atomic<int> left{2};
            } shared;
            thread("writer", [&] {
                shared.lock->lock();
                const bool last = shared.left.fetch_sub(1) == 1;
                shared.lock->unlock();
                if (last) shared.lock.destroy();
            });
            thread("reader", [&] {
                shared.lock->lock_shared();
                const bool last = shared.left.fetch_sub(1) == 1;
                shared.lock->unlock_shared();
                if (last) shared.lock.destroy();
            });
            join_all();
        },
        {.preemption_bound = 3});
}

} // namespace
} // namespace weft::test
