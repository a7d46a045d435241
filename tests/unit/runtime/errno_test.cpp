// SPDX-License-Identifier: BSL-1.0
// With <weft/errno.hpp> a fiber that migrates reads the errno of the thread it is on (./dev matrix builds this file at
// -O2 and
// -O3 with both compilers).
#include "runtime/forced_migration.hpp"
#include "support/child.hpp"
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include <weft/errno.hpp>

namespace weft::test {
namespace {

class Errno : public OverWorkersBesideThreads {};

/// Each worker's thread has an errno of its own, so its place tells the worker.
TEST_P(Errno, IsThatOfTheThreadTheFiberIsOn) {
    run([] {
        const int wanted_migrations = workers() == 1 || !detail::k_forced_migration ? 0 : is_sanitized() ? 500 : 2'000;
        std::vector<std::atomic<int*>> place_of(8);
        std::atomic<int> wrong = 0, migrations = 0;
        std::vector<fiber<void>> all;
        for (int i = 0; i < 16; ++i)
            all.push_back(spawn([&] {
                unsigned last = worker_here();
                for (int turn = 0; turn < 500 || migrations < wanted_migrations; ++turn) {
                    errno = 1000 + static_cast<int>(last);
                    this_fiber::yield();
                    const unsigned here = worker_here();
                    migrations += here != last ? 1 : 0;
                    last = here;
                    int* expected = nullptr;
                    int* const place = &errno;
                    if (!place_of[here].compare_exchange_strong(expected, place) && expected != place) ++wrong;
                    errno = 2000 + static_cast<int>(here);
                    if (errno != 2000 + static_cast<int>(here)) ++wrong;
                }
            }));
        for (auto& each : all) each.join();
        EXPECT_EQ(wrong, 0);
    });
}

WEFT_OVER_REAL_WORKERS(Errno);

} // namespace
} // namespace weft::test
