// SPDX-License-Identifier: BSL-1.0
// What belongs to a thread changes under a fiber that migrates. weft's own accessors are never stale, at any
// optimisation (./dev matrix builds this file at -O2 and -O3 with both compilers, and moves every fiber at each
// resume).
#include "runtime/forced_migration.hpp"
#include "support/child.hpp"
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <vector>

namespace weft::test {
namespace {

class ThreadIdentity : public OverWorkersBesideThreads {};

thread_local int t_number = 0;

/// The truth, asked for in a way that no compiler can keep across a suspension.
[[gnu::noinline]] int* address_of_number() {
    int* address = &t_number;
    asm volatile("" : "+r"(address));
    return address;
}
[[gnu::noinline]] int* address_of_errno() {
    int* address = &errno;
    asm volatile("" : "+r"(address));
    return address;
}
[[gnu::noinline]] unsigned thread_number() {
    static std::atomic<int> next{0};
    int* const mine = address_of_number();
    if (*mine == 0) *mine = ++next;
    return static_cast<unsigned>(*mine);
}

TEST_P(ThreadIdentity, CurrentWorkerIsNeverStale) {
    run([] {
        const int wanted_migrations = workers() == 1 || !detail::k_forced_migration ? 0
                                      : is_sanitized() || workers() > 2             ? 2'000
                                                                                    : 10'000;
        std::vector<std::atomic<unsigned>> thread_of(8);
        std::atomic<int> stale = 0, migrations = 0;
        std::vector<fiber<void>> all;
        for (int i = 0; i < 16; ++i)
            all.push_back(spawn([&] {
                unsigned last = worker_here();
                for (int turn = 0; turn < 1000 || migrations < wanted_migrations; ++turn) {
                    this_fiber::yield();
                    const unsigned here = worker_here();
                    migrations += here != last ? 1 : 0;
                    last = here;
                    unsigned expected = 0;
                    const unsigned mine = thread_number();
                    if (!thread_of[here].compare_exchange_strong(expected, mine) && expected != mine) ++stale;
                }
            }));
        for (auto& each : all) each.join();
        EXPECT_EQ(stale, 0);
    });
}

TEST_P(ThreadIdentity, FiberIdAndNameStayWithTheFiber) {
    run([] {
        std::vector<fiber<void>> all;
        for (int i = 0; i < 16; ++i)
            all.push_back(spawn({.name = "f" + std::to_string(i)}, [i] {
                const fiber_id mine = this_fiber::id();
                for (int turn = 0; turn < 100; ++turn) {
                    this_fiber::yield();
                    ASSERT_EQ(this_fiber::id(), mine);
                    ASSERT_EQ(this_fiber::name(), "f" + std::to_string(i));
                }
            }));
        for (auto& each : all) each.join();
    });
}

TEST_P(ThreadIdentity, ErrnoReadAfreshIsTheCurrentThreads) {
    run([] {
        std::vector<fiber<void>> all;
        std::vector<std::atomic<int*>> errno_of(8);
        for (int i = 0; i < 8; ++i)
            all.push_back(spawn([&] {
                for (int turn = 0; turn < 200; ++turn) {
                    this_fiber::yield();
                    int* const mine = address_of_errno();
                    int* expected = nullptr;
                    if (!errno_of[worker_here()].compare_exchange_strong(expected, mine)) {
                        ASSERT_EQ(expected, mine);
                    }
                }
            }));
        for (auto& each : all) each.join();
    });
}

TEST_P(ThreadIdentity, AMutexKnowsItsFiberOnEveryWorker) {
    run([] {
        mutex guard;
        for (int turn = 0; turn < 100; ++turn) {
            guard.lock();
            this_fiber::yield();
            guard.unlock(); // maybe on another thread
        }
    });
}

WEFT_OVER_REAL_WORKERS(ThreadIdentity);

} // namespace
} // namespace weft::test
