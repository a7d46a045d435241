// SPDX-License-Identifier: BSL-1.0
// With virtual time a fiber that sleeps for ever moved the clock to the end of time as soon as nothing else was ready,
// and every later sleep was for ever as well.
#include "support/child.hpp"

#include "runtime/runtime_core.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <sched.h>

#include <atomic>
#include <cstdlib>

namespace weft::test {
namespace {

constexpr int k_stood_still = 3;
constexpr int k_moved = 4;

class EndlessSleep : public ::testing::TestWithParam<unsigned> {};

/// Ends the process: such a fiber never ends, and neither does its runtime.
[[noreturn]] void look_at_the_clock_beside_one_that_sleeps() {
    const detail::core_pointer core =
        detail::make_core({.workers = EndlessSleep::GetParam(), .time = time_source::virtual_time},
                          detail::workers_are::all_started);
    const auto spawn_there = [&](auto fn) { detail::spawn_on(*core, fn, std::source_location::current()).detach(); };
    const clock::time_point begin = core->clock().now();
    std::atomic<bool> is_started = false;
    spawn_there([&] {
        is_started = true;
        this_fiber::sleep_for(std::chrono::nanoseconds::max());
    });
    while (!is_started || core->shared().idle().idle() != EndlessSleep::GetParam()) ::sched_yield();
    spawn_there([&] { // the worker has left its scheduler: what it wanted to do to the clock is done
        this_fiber::sleep_for(std::chrono::hours(1));
        std::_Exit(clock::now() == begin + std::chrono::hours(1) ? k_stood_still : k_moved);
    });
    for (;;) ::sched_yield();
}

TEST_P(EndlessSleep, LeavesTheVirtualClockWhereItIs) {
    EXPECT_EQ(in_child(look_at_the_clock_beside_one_that_sleeps, 20).status, k_stood_still);
}

INSTANTIATE_TEST_SUITE_P(Workers, EndlessSleep, ::testing::Values(1u, 2u, 4u, 8u), ::testing::PrintToStringParamName());

} // namespace
} // namespace weft::test
