// SPDX-License-Identifier: BSL-1.0
// weft::run() never returned when its main fiber got no stack: nobody asked the runtime to stop.
#include "support/child.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <cstdlib>

namespace weft::test {
namespace {

constexpr int k_refused = 3;
constexpr int k_ran = 4;

class MainWithoutStack : public ::testing::TestWithParam<unsigned> {};

TEST_P(MainWithoutStack, ThrowsOutOfRun) {
    const child_end end = in_child(
        [] {
            try {
                run(options{.workers = GetParam(), .stack_size = std::size_t{1} << 44}, [] { std::_Exit(k_ran); });
            } catch (const resource_error&) {
                std::_Exit(k_refused);
            }
        },
        20);
    EXPECT_EQ(end.status, k_refused) << end.error_text;
}

INSTANTIATE_TEST_SUITE_P(Workers, MainWithoutStack, ::testing::Values(1u, 2u, 4u), ::testing::PrintToStringParamName());

} // namespace
} // namespace weft::test
