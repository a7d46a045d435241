// SPDX-License-Identifier: BSL-1.0
#include "context/guard/signal_stack.hpp"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <thread>

namespace weft::detail {
namespace {

stack_t stack_for_handlers() {
    stack_t now{};
    ::sigaltstack(nullptr, &now);
    return now;
}

TEST(SignalStacks, MayGoInAnyOrder) {
    for (const std::array<int, 3> order : {std::array{2, 1, 0}, {2, 0, 1}, {1, 2, 0}, {1, 0, 2}, {0, 2, 1}, {0, 1, 2}})
        std::thread([order] {
            const stack_t before = stack_for_handlers();
            std::array<std::optional<signal_stack>, 3> all;
            std::array<void*, 3> places{};
            for (std::size_t i = 0; i < all.size(); ++i) {
                all[i].emplace();
                places[i] = stack_for_handlers().ss_sp;
            }
            for (const int each : order) {
                all[static_cast<std::size_t>(each)].reset();
                const void* expected = before.ss_sp;
                for (std::size_t i = 0; i < all.size(); ++i)
                    if (all[i]) expected = places[i];
                EXPECT_EQ(stack_for_handlers().ss_sp, expected) << "the topmost that is left, after " << each;
            }
            EXPECT_EQ(stack_for_handlers().ss_flags, before.ss_flags);
        }).join();
}

} // namespace
} // namespace weft::detail
