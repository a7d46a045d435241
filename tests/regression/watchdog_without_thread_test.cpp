// SPDX-License-Identifier: BSL-1.0
// A runtime with options::debug whose watchdog got no thread threw std::system_error, not the resource_error that is promised.
#include "support/child.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <sys/resource.h>

namespace weft::test {
namespace {

/// Room for a worker, but not for the stack of a thread.
void allow_little_address_space() {
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const rlimit limit{pages * 4096 + (std::size_t{6} << 20), RLIM_INFINITY};
    ::setrlimit(RLIMIT_AS, &limit);
}

TEST(WatchdogWithoutThread, IsSaidWithTheLimit) {
    if (is_sanitized()) GTEST_SKIP() << "a sanitizer needs address space itself";
    const child_end end = in_child([] {
        allow_little_address_space();
        try {
            run(options{.workers = 1, .debug = true}, [] {});
        } catch (const resource_error& error) {
            std::fprintf(stderr, "%s: %s\n", error.limit().c_str(), error.what());
        } catch (const std::exception& error) {
            std::fprintf(stderr, "another error: %s\n", error.what());
        }
    });
    EXPECT_EQ(end.status, 0);
    EXPECT_EQ(end.error_text.find("RLIMIT_NPROC: weft: no thread for the watchdog of options.debug: "), 0u)
        << end.error_text;
}

} // namespace
} // namespace weft::test
