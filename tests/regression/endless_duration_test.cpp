// SPDX-License-Identifier: BSL-1.0
// A sleep that was longer than the clock counts, in seconds or years, overflowed on its way to nanoseconds and ended at
// once.
#include "support/child.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <limits>

namespace weft::test {
namespace {

constexpr int k_slept = 3;
constexpr int k_woke = 4;

class EndlessDuration : public ::testing::TestWithParam<unsigned> {};

/// Ends the process: the sleepers never end, and neither does their runtime.
void sleep_beside_those_that_never_wake() {
    const options how{.workers = EndlessDuration::GetParam(), .time = time_source::virtual_time};
    run(how, [] {
        const auto never = [](auto time) {
            spawn([time] {
                this_fiber::sleep_for(time);
                std::_Exit(k_woke);
            }).detach();
            spawn([time] {
                this_fiber::sleep_until(std::chrono::time_point<std::chrono::system_clock, decltype(time)>(time));
                std::_Exit(k_woke);
            }).detach();
        };
        never(std::chrono::seconds::max());
        never(std::chrono::years(300));
        never(std::chrono::hours::max());
        never(std::chrono::duration<double>(std::numeric_limits<double>::infinity()));
        this_fiber::sleep_for(std::chrono::years(1));
        std::_Exit(k_slept);
    });
}

TEST_P(EndlessDuration, NeverWakesItsSleeper) {
    const child_end end = in_child(sleep_beside_those_that_never_wake, 20);
    EXPECT_EQ(end.error_text, "");
    EXPECT_EQ(end.status, k_slept);
}

INSTANTIATE_TEST_SUITE_P(Workers, EndlessDuration, ::testing::Values(1u, 2u, 4u, 8u),
                         ::testing::PrintToStringParamName());

} // namespace
} // namespace weft::test
