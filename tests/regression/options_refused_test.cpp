// SPDX-License-Identifier: BSL-1.0
// A stack_size or guard_size near the end of the address space wrapped around to a tiny stack, and a poller factory
// that returned null crashed the worker.
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <fmt/format.h>
#include <memory>
#include <stdexcept>
#include <string>

namespace weft::test {
namespace {

/// What std::invalid_argument says when a runtime is built so; empty when none is thrown.
std::string refusal(const options& how) {
    try {
        run(how, [] {});
    } catch (const std::invalid_argument& refused) {
        return refused.what();
    }
    return "";
}

constexpr std::size_t k_largest = std::size_t{1} << 44;

TEST(OptionsRefused, StackSizeThatWouldWrap) {
    for (const std::size_t size : {SIZE_MAX, SIZE_MAX - 4096, k_largest + 1})
        EXPECT_EQ(refusal({.workers = 1, .stack_size = size, .guard_size = 16384}),
                  fmt::format("weft: options.stack_size is {} and options.guard_size 16384 bytes; use at most {}", size,
                              k_largest));
}

TEST(OptionsRefused, GuardSizeThatWouldWrap) {
    for (const std::size_t size : {SIZE_MAX, SIZE_MAX - 65536, k_largest + 1})
        EXPECT_EQ(refusal({.workers = 1, .stack_size = 65536, .guard_size = size}),
                  fmt::format("weft: options.stack_size is 65536 and options.guard_size {} bytes; use at most {}", size,
                              k_largest));
}

TEST(OptionsRefused, FactoryWithoutPoller) {
    for (const unsigned workers : {1u, 2u, 8u})
        EXPECT_EQ(refusal({.workers = workers, .poller = [](unsigned) { return nullptr; }}),
                  "weft: options.poller returned no poller");
}

} // namespace
} // namespace weft::test
