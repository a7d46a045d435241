// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/futex.hpp>

#include <gtest/gtest.h>

#include <cstdint>

namespace weft::detail {
namespace {

TEST(Futex, OnlyADeadlineThatHasPassedIsTheEndOfTheTime) {
    const std::uint32_t word = 1;
    EXPECT_TRUE(futex_wait_until(&word, 0, time_point::max())) << "the word has changed: it did not wait";
    EXPECT_FALSE(futex_wait_until(&word, 1, time_point::min()));
}

} // namespace
} // namespace weft::detail
