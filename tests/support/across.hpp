// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/over_workers.hpp"

#include <cstdint>
#include <thread>

namespace weft::test {

/// Where a part of an Across body runs.
enum class side : std::uint8_t { here, other_runtime, plain_thread };

inline constexpr int k_sides = 3;

/// A suite about who may meet: fibers of this runtime, fibers of another, plain threads. On 1, 2, 4 and 8 workers each;
/// end it with WEFT_OVER_REAL_WORKERS. The clocks are virtual and jump when their runtime has nothing to do, so any
/// timeout may come.
class Across : public OverWorkersBesideThreads {
protected:
    /// part(side) on all three sides at once.
    template <class Part>
    void everywhere(Part part) {
        runtime other(how());
        run([&] {
            latch thread_left(1);
            std::thread outside([&] {
                part(side::plain_thread);
                thread_left.count_down();
            });
            auto there = other.spawn([&] { part(side::other_runtime); });
            auto here = spawn([&] { part(side::here); });
            here.join();
            there.join();
            thread_left.wait();
            outside.join();
        });
    }

    static int number(side where) { return static_cast<int>(where); }

    /// Gives way where there is a worker to give.
    static void pause(side where) {
        if (where != side::plain_thread) this_fiber::yield();
    }
};

} // namespace weft::test
