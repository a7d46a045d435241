// SPDX-License-Identifier: BSL-1.0
// A million suspended fibers, each with its guarded stack: what they cost, and that all of it comes back.
#include "context/stack/stack_pool.hpp"
#include "support/memory.hpp"
#include "support/over_workers.hpp"
#include "support/stress.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <unistd.h>
#include <vector>

namespace weft::test {
namespace {

TEST(MillionFibers, AreSuspendedAndJoined) {
    if (WEFT_ASAN || WEFT_TSAN || detail::available_guard() != detail::guard_kind::mark)
        GTEST_SKIP() << "needs marked guards";
    constexpr std::size_t k_count = 1'000'000;
    const auto free_pages = static_cast<std::size_t>(::sysconf(_SC_AVPHYS_PAGES));
    if (free_pages < k_count * 3 / 2) GTEST_SKIP() << "this machine has less than 6 GiB to spare";
    const std::size_t before = resident_bytes(), maps_before = mapping_count();
    const auto body = [&] {
        channel<int> gate(1);
        std::atomic<std::size_t> started = 0, ended = 0;
        std::vector<fiber<void>> all;
        all.reserve(k_count);
        for (std::size_t i = 0; i < k_count; ++i)
            all.push_back(spawn([&] {
                ++started;
                gate.pop();
                ++ended;
            }));
        while (started != k_count) this_fiber::yield();
        EXPECT_LE(mapping_count(), maps_before + 64);
        const std::size_t a_fiber = (resident_bytes() - before) / k_count;
        EXPECT_LE(a_fiber, 4403u + 256u + 16u) << "a page and 0.3 KiB, the record, the handle";
        gate.close();
        for (auto& each : all) each.join();
        EXPECT_EQ(ended, k_count);
    };
    testing::fiber_test_options how;
    how.runtime = {.workers = 2};
    how.blocked_after =
        std::chrono::minutes(5); // close() wakes a million in one go: seconds, on a machine that does other work
    testing::expect_clean({2}, body, how);
    EXPECT_LE(resident_bytes(), before + std::size_t{700} * 1024 * 1024) << "records stay, stacks do not";
}

} // namespace
} // namespace weft::test
