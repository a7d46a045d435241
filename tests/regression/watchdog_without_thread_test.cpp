// SPDX-License-Identifier: BSL-1.0
// A runtime with options::debug whose watchdog got no thread threw std::system_error, not the resource_error that is
// promised.
#include "support/child.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <pthread.h>
#include <sys/resource.h>

namespace weft::test {
namespace {

/// Stacks of threads take more than there is, and none that is left from another thread is large enough.
void allow_no_threads() {
    constexpr std::size_t too_much = std::size_t{1} << 40;
    pthread_attr_t large;
    ::pthread_attr_init(&large);
    ::pthread_attr_setstacksize(&large, too_much);
    ::pthread_setattr_default_np(&large);
    const rlimit limit{too_much, RLIM_INFINITY};
    ::setrlimit(RLIMIT_AS, &limit);
}

TEST(WatchdogWithoutThread, IsSaidWithTheLimit) {
    if (is_sanitized()) GTEST_SKIP() << "a sanitizer needs address space itself";
    const child_end end = in_child([] {
        allow_no_threads();
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
