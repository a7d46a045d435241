// SPDX-License-Identifier: BSL-1.0
// A fiber that yields for ever kept its worker from noticing that options::shutdown_timeout had passed.
#include "support/child.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

namespace weft::test {
namespace {

class BusyShutdown : public ::testing::TestWithParam<unsigned> {};

TEST_P(BusyShutdown, NamesTheFiberThatYieldsForEver) {
    const child_end end = in_child(
        [] {
            run(options{.workers = GetParam(), .shutdown_timeout = std::chrono::milliseconds(20)}, [] {
                for (unsigned i = 0; i < 2 * GetParam(); ++i)
                    spawn({.name = "busy"}, [] {
                        for (;;) this_fiber::yield();
                    }).detach();
            });
        },
        10);
    EXPECT_EQ(end.status, k_aborted);
    EXPECT_NE(end.error_text.find("weft:   fiber 'busy' #"), std::string::npos) << end.error_text;
}

INSTANTIATE_TEST_SUITE_P(Workers, BusyShutdown, ::testing::Values(1u, 2u, 4u), ::testing::PrintToStringParamName());

} // namespace
} // namespace weft::test
