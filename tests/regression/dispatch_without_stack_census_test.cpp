// SPDX-License-Identifier: BSL-1.0
// A fiber that was to be dispatched and got no stack was called leaked: it was counted as living before it was refused.
#include "support/child.hpp"

#include <weft/testing/guards.hpp>
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

namespace weft::test {
namespace {

constexpr std::size_t k_few_fit = std::size_t{1} << 40; // bytes of address space a stack

void dispatch_until_refused() {
    const testing::no_leaked_fibers guard([](const std::string&) { std::_Exit(4); });
    channel<int> gate(1);
    std::vector<fiber<void>> all;
    try {
        for (;;) all.push_back(spawn({.policy = launch::dispatch}, [&] { gate.pop(); }));
    } catch (const resource_error&) {
        gate.close();
    }
    for (auto& each : all) each.join();
}

TEST(DispatchWithoutStack, IsNotCalledALeak) {
    if (is_sanitized()) GTEST_SKIP() << "a sanitizer needs address space itself";
    const child_end end = in_child(
        [] {
            try {
                run(options{.workers = 1, .stack_size = k_few_fit}, [] { dispatch_until_refused(); });
            } catch (const resource_error&) {
                std::_Exit(5);
            }
        },
        20);
    if (end.status == 5) GTEST_SKIP() << "this system has no room for one large stack";
    EXPECT_EQ(end.status, 0) << end.error_text;
}

} // namespace
} // namespace weft::test
