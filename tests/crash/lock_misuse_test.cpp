// SPDX-License-Identifier: BSL-1.0
// Misuse of locks ends the process with one sentence that names the fibers and says what to do instead.
#include "reports.hpp"

#include <weft/testing/simulate.hpp>
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <mutex>
#include <string>

namespace weft::test {
namespace {

/// Locks are misused alike wherever fibers run: 0 is the simulator.
class LockMisuse : public ::testing::TestWithParam<unsigned> {
protected:
    static void expect_report_from_fibers(const std::function<void()>& body, const std::string& text) {
        expect_report_of_fibers(
            [&] {
                if (GetParam() == 0)
                    testing::simulate(1, body);
                else
                    run({.workers = GetParam()}, body);
            },
            text);
    }

    template <class Mutex>
    static void is_stolen(const std::string& kind) {
        expect_report_from_fibers(
            [] {
                Mutex guard;
                guard.lock();
                spawn({.name = "thief"}, [&] { guard.unlock(); }).join();
            },
            "weft: fiber 'thief' #N unlocks a weft " + kind +
                " that it has not locked: whoever locks it unlocks it (the owner is fiber 'main' #N)\n");
    }
    template <class Mutex>
    static void is_locked_twice(const std::string& kind) {
        expect_report_from_fibers(
            [] {
                Mutex guard;
                guard.lock();
                guard.lock();
            },
            "weft: fiber 'main' #N locks a weft " + kind + " that it has locked already: unlock it first\n");
    }
};

TEST_P(LockMisuse, UnlockingTheLockOfAnotherNamesBoth) {
    is_stolen<mutex>("mutex");
    is_stolen<timed_mutex>("mutex");
    is_stolen<recursive_mutex>("mutex");
    is_stolen<recursive_timed_mutex>("mutex");
    is_stolen<shared_mutex>("shared mutex");
    is_stolen<shared_timed_mutex>("shared mutex");
}

TEST_P(LockMisuse, LockingTwiceNamesTheFiber) {
    is_locked_twice<mutex>("mutex");
    is_locked_twice<timed_mutex>("mutex");
    is_locked_twice<shared_mutex>("shared mutex");
    is_locked_twice<shared_timed_mutex>("shared mutex");
}

TEST_P(LockMisuse, LocksOfEitherKindAreFoundTwice) {
    const std::string text =
        "weft: fiber 'main' #N locks a weft shared mutex that it has locked already: unlock it first\n";
    expect_report_from_fibers(
        [] {
            shared_mutex guard;
            guard.lock();
            guard.lock_shared();
        },
        text);
    expect_report_from_fibers(
        [] {
            timed_mutex guard;
            guard.lock();
            static_cast<void>(guard.try_lock_for(std::chrono::hours(1)));
        },
        "weft: fiber 'main' #N locks a weft mutex that it has locked already: unlock it first\n");
}

INSTANTIATE_TEST_SUITE_P(Workers, LockMisuse, ::testing::Values(0u, 1u, 2u, 4u, 8u),
                         ::testing::PrintToStringParamName());

TEST(LockMisuseOfThreads, UnlockingAFreeMutex) {
    expect_report_of_fibers(
        [] { mutex().unlock(); },
        "weft: a plain thread unlocks a weft mutex that it has not locked: whoever locks it unlocks it\n");
}

TEST(LockMisuseOfThreads, UnlockingAMutexOfAPlainThread) {
    expect_report_of_fibers(
        [] {
            mutex guard;
            guard.lock();
            run({.workers = 1}, [&] { guard.unlock(); });
        },
        "weft: fiber 'main' #N unlocks a weft mutex that it has not locked: whoever locks it unlocks it (the owner is a plain "
        "thread)\n");
}

TEST(LockMisuseOfThreads, UnlockingAFreeSharedMutex) {
    expect_report([] { shared_mutex().unlock_shared(); },
                  "weft: a plain thread unlocks (shared) a weft shared mutex that nobody has locked so\n");
}

TEST(LockMisuseOfThreads, UnlockingARecursiveMutexTooOften) {
    expect_report_of_fibers(
        [] {
            recursive_mutex guard;
            guard.lock();
            guard.unlock();
            guard.unlock();
        },
        "weft: a plain thread unlocks a weft mutex that it has not locked: whoever locks it unlocks it\n");
}

TEST(LockMisuseOfThreads, WaitingForAConditionWithoutTheLock) {
    expect_report(
        [] {
            mutex guard;
            std::unique_lock<mutex> lock(guard, std::defer_lock);
            condition_variable().wait(lock);
        },
        "weft: a wait on a weft::condition_variable without the lock: lock it first\n");
}

TEST(LockMisuseOfThreads, CallingOnceFromWithinTheCall) {
    expect_report_of_fibers(
        [] {
            run({.workers = 1}, [] {
                once_flag flag;
                call_once(flag, [&] { call_once(flag, [] {}); });
            });
        },
        "weft: fiber 'main' #N calls weft::call_once from within the call for the same flag: it would wait for itself\n");
}

} // namespace
} // namespace weft::test
