// SPDX-License-Identifier: BSL-1.0
// The watchdog of options::debug takes SIGURG over, and passed the signals of others on only to a handler with three
// parameters.
#include "support/child.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

namespace weft::test {
namespace {

volatile std::sig_atomic_t urgent_signals = 0;

void count_signal(int) { urgent_signals = urgent_signals + 1; }

TEST(UrgentSignal, ReachesAHandlerThatWasThereBeforeTheWatchdog) {
    const child_end end = in_child([] {
        std::signal(SIGURG, &count_signal);
        run(options{.workers = 1, .debug = true}, [] {});
        std::raise(SIGURG);
        std::_Exit(urgent_signals == 1 ? 0 : 3);
    });
    EXPECT_EQ(end.status, 0) << end.error_text;
}

TEST(UrgentSignal, IsIgnoredByDefaultAlsoBehindTheWatchdog) {
    const child_end end = in_child([] {
        run(options{.workers = 1, .debug = true}, [] {});
        std::raise(SIGURG);
        std::raise(SIGURG);
        std::_Exit(0);
    });
    EXPECT_EQ(end.status, 0) << end.error_text;
}

} // namespace
} // namespace weft::test
