// SPDX-License-Identifier: BSL-1.0
// weft::run() copied a result that is a reference.
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <type_traits>

namespace weft::test {
namespace {

TEST(RunReference, IsTheObjectItself) {
    int number = 1;
    const auto give = [&]() -> int& { return number; };
    static_assert(std::is_same_v<decltype(run(give)), int&>);
    EXPECT_EQ(&run({.workers = 1}, give), &number);
}

} // namespace
} // namespace weft::test
