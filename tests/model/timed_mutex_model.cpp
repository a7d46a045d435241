// SPDX-License-Identifier: BSL-1.0
// Invariant: as for the mutex; a wait that timed out has no effect, and nobody is forgotten for it: neither behind a
// waiter that leaves the list nor behind a competitor whose time is over.
#include "model_test.hpp"

#include <weft/recursive_timed_mutex.hpp>
#include <weft/timed_mutex.hpp>

#include <chrono>
#include <mutex>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

template <class Mutex>
struct tried {
    Mutex lock;
    model::plain<int> value{0, "the guarded value"};

    tried() { model::name(lock, "mutex"); }
    void add() {
        const std::lock_guard guard(lock);
        value.set(value.get() + 1);
    }
    int try_add() {
        if (!lock.try_lock_for(1ms)) return 0;
        value.set(value.get() + 1);
        lock.unlock();
        return 1;
    }
};

TEST(TimedMutex, ATimeoutHasNoEffect) {
    holds([] {
        struct state : tried<timed_mutex> {
            int added = 0;
        } shared;
        thread("hasty", [&] { shared.added = shared.try_add(); });
        thread("patient", [&] { shared.add(); });
        join_all();
        check(shared.value.get() == 1 + shared.added, "each success counts");
        check(shared.lock.try_lock(), "it is free in the end");
        shared.lock.unlock();
    });
}

TEST(TimedMutex, NobodyIsForgottenBehindOneThatGivesUp) {
    holds(
        [] {
            tried<timed_mutex> shared;
            shared.lock.lock();
            thread("hasty", [&] { static_cast<void>(shared.try_add()); });
            thread("patient", [&] { shared.add(); });
            shared.lock.unlock();
            join_all();
        },
        {.preemption_bound = 2, .surprises = 2, .bound_in_tests = 1});
}

TEST(TimedMutex, TwoThatGiveUpAndOneThatDoesNot) {
    holds(
        [] {
            tried<timed_mutex> shared;
            for (const char* const name : {"hasty", "hasty too"})
                thread(name, [&] { static_cast<void>(shared.try_add()); });
            thread("patient", [&] { shared.add(); });
            join_all();
            check(shared.lock.try_lock(), "it is free in the end");
            shared.lock.unlock();
        },
        {.preemption_bound = 2, .bound_in_tests = 1});
}

TEST(RecursiveMutex, IsGivenBackWithTheLastUnlock) {
    holds([] {
        tried<recursive_timed_mutex> shared;
        for (const char* const name : {"one", "two"})
            thread(name, [&] {
                const std::lock_guard outer(shared.lock);
                shared.value.set(shared.value.get() + 1);
                shared.add();
                check(shared.try_add() == 1, "the owner gets it again");
            });
        join_all();
        check(shared.value.get() == 6, "each addition counts");
    });
}

} // namespace
} // namespace weft::test
