// SPDX-License-Identifier: BSL-1.0
// A worker that could not map its signal stack terminated the process: weft::run() is to run without, or to throw.
#include "support/child.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <sys/resource.h>

namespace weft::test {
namespace {

/// Waits for nobody.
struct idle_poller : lowlevel::poller {
    void park(time_point) override {}
    void poll() override {}
    bool wants_poll() const noexcept override { return false; }
    void unpark() noexcept override {}
};

/// Called between what a runtime allocates and the start of its first worker.
std::unique_ptr<lowlevel::poller> make_the_last_mapping(unsigned) {
    auto result = std::make_unique<idle_poller>();
    const rlimit limit{1, 1};
    ::setrlimit(RLIMIT_AS, &limit);
    return result;
}

TEST(SignalStackRefused, DoesNotTerminate) {
    if (is_sanitized()) GTEST_SKIP() << "a sanitizer needs address space itself";
    const child_end end = in_child([] {
        run(options{.workers = 1}, [] {}); // what is allocated once is allocated
        try {
            run(options{.workers = 1, .poller = make_the_last_mapping}, [] {});
        } catch (const resource_error&) {
            std::_Exit(0);
        }
    });
    EXPECT_EQ(end.error_text, "");
    EXPECT_EQ(end.status, 0);
}

} // namespace
} // namespace weft::test
