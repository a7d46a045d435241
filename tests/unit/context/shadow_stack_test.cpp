// SPDX-License-Identifier: BSL-1.0
#include "context/switch/shadow_stack.hpp"

#include <weft/resource_error.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::detail {
namespace {

bool none_known(std::uint64_t& features) noexcept {
    features = 1; // what a failing call leaves there says nothing
    return false;
}
bool all_off(std::uint64_t& features) noexcept {
    features = 0;
    return true;
}
bool only_others(std::uint64_t& features) noexcept {
    features = ~std::uint64_t{1};
    return true;
}
bool enabled(std::uint64_t& features) noexcept {
    features = 1;
    return true;
}

TEST(ShadowStack, IsRefusedOnlyWhenItIsThere) {
    EXPECT_NO_THROW(refuse_shadow_stack(&none_known));
    EXPECT_NO_THROW(refuse_shadow_stack(&all_off));
    EXPECT_NO_THROW(refuse_shadow_stack(&only_others));
    EXPECT_THROW(refuse_shadow_stack(&enabled), resource_error);
}

TEST(ShadowStack, RefusalSaysHowToTurnItOff) {
    try {
        refuse_shadow_stack(&enabled);
        FAIL() << "accepted";
    } catch (const resource_error& error) {
        EXPECT_EQ(error.limit().substr(0, 10), "glibc.cpu.");
        EXPECT_NE(std::string(error.what()).find("GLIBC_TUNABLES=" + error.limit() + "="), std::string::npos)
            << error.what();
    }
}

TEST(ShadowStack, OfThisProcessIsOff) {
    EXPECT_NO_THROW(refuse_shadow_stack_of_process()); // else none of the other tests could run
    EXPECT_NO_THROW(refuse_shadow_stack_of_process());
}

} // namespace
} // namespace weft::detail
