// SPDX-License-Identifier: BSL-1.0
// The kind of the fences was found out among the initialisers of static objects. A runtime that was one of them, made
// earlier, ran while it changed: then one side may have left to the other what neither did, and a wake-up was lost.
#include <weft/detail/base/fence.hpp>

#include <gtest/gtest.h>

namespace weft::test {
namespace {

const bool was_asymmetric = detail::asymmetric_fence::is_asymmetric(); // as a static runtime's constructor sees it

TEST(StaticRuntime, FindsTheFencesOfTheKindThatTheyKeep) {
    EXPECT_EQ(was_asymmetric, detail::asymmetric_fence::is_asymmetric());
}

} // namespace
} // namespace weft::test
