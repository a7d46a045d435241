// SPDX-License-Identifier: BSL-1.0
#include "context/stack/slab.hpp"

#include <gtest/gtest.h>

#include <memory>

namespace weft::detail {
namespace {

const stack_options k_layout{.size = std::size_t{16} << 10};

TEST(Slab, MakesNoGuardsBehindItsLastSlot) {
    const auto above = slab::map(k_layout, guard_kind::protect, 64); // mappings grow downwards: the next ends here
    const auto below = slab::map(k_layout, guard_kind::protect, 4);
    ASSERT_TRUE(above != nullptr && below != nullptr);
    below->prepare(2);
    EXPECT_EQ(below->guarded_fresh(), 2u);
    below->prepare(10);
    EXPECT_EQ(below->guarded_fresh(), 4u);
    for (int i = 0; i < 3; ++i) below->take_fresh();
    below->prepare(10);
    EXPECT_EQ(below->guarded_fresh(), 1u);
}

} // namespace
} // namespace weft::detail
