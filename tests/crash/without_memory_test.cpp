// SPDX-License-Identifier: BSL-1.0
// Reports are made when memory is short, too: none of them allocates.
#include "support/child.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <unistd.h>

namespace weft::test {
namespace {

child_end provoked(const std::string& which) {
    const char* const folder = std::getenv("WEFT_TEST_PROGRAMS");
    const std::string program = std::string(folder != nullptr ? folder : ".") + "/crash_reports_without_memory";
    return in_child([&] {
        ::execl(program.c_str(), program.c_str(), which.c_str(), nullptr);
        std::_Exit(99);
    });
}

void expect_text(const char* which, int status, const std::string& text) {
    if (is_sanitized()) GTEST_SKIP() << "a sanitizer has an operator new of its own";
    const child_end end = provoked(which);
    EXPECT_EQ(end.status, status) << end.error_text;
    EXPECT_NE(end.error_text.find(text), std::string::npos) << end.error_text;
    EXPECT_EQ(end.error_text.find("a report allocated"), std::string::npos) << end.error_text;
}

TEST(WithoutMemory, AFailureThatNobodyTookIsReported) { expect_text("untaken", 0, "that nobody joined for: a text"); }
TEST(WithoutMemory, ADetachedFailureIsReported) { expect_text("detached", k_aborted, "weft: detached fiber 'a text"); }
TEST(WithoutMemory, ADeadlockIsReported) { expect_text("deadlock", k_aborted, "waits to lock mutex at 0x"); }
TEST(WithoutMemory, FibersThatKeepARuntimeAreReported) { expect_text("shutdown", k_aborted, "... and 2 more like it"); }
TEST(WithoutMemory, FibersLeftBehindAreReported) { expect_text("left", k_aborted, "options.left_report_after"); }
TEST(WithoutMemory, AMisusedLockIsReported) { expect_text("misuse", k_aborted, "unlocks a weft mutex"); }
TEST(WithoutMemory, ABlockedExitIsReported) { expect_text("generator", k_aborted, "below a noexcept function"); }
TEST(WithoutMemory, AMisusedGeneratorIsReported) {
    expect_text("generator_misuse", k_aborted, "yields while it is not running");
}

} // namespace
} // namespace weft::test
