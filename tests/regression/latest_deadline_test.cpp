// SPDX-License-Identifier: BSL-1.0
// A deadline within half a millisecond of the end of the clock overflowed when another worker looked at it.
#include "support/child.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <cstdlib>

namespace weft::test {
namespace {

TEST(LatestDeadline, LetsTheOthersParkAndSleep) {
    const child_end end = in_child([] {
        run(options{.workers = 2}, [] {
            spawn([] { this_fiber::sleep_until(clock::time_point::max() - std::chrono::nanoseconds(1)); }).detach();
            spawn([] { this_fiber::sleep_until(clock::time_point::max()); }).detach();
            spawn([] { this_fiber::sleep_for(std::chrono::nanoseconds::max()); }).detach();
            this_fiber::sleep_for(std::chrono::milliseconds(20));
            timespec used{};
            ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
            std::_Exit(used.tv_sec == 0 && used.tv_nsec < 15'000'000 ? 3 : 4); // 4: somebody spun
        });
    });
    EXPECT_EQ(end.error_text, "");
    EXPECT_TRUE(end.status == 3 || (is_sanitized() && end.status == 4)) << end.status;
}

} // namespace
} // namespace weft::test
