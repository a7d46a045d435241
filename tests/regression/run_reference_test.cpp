// SPDX-License-Identifier: BSL-1.0
// weft::run() copied a result that is a reference.
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <type_traits>

namespace weft::test {
namespace {

TEST(RunReference, IsTheObjectItself) {
    int number = 1;
    const auto give = [&]() -> int& { return number; };
    static_assert(std::is_same_v<decltype(run(give)), int&>);
    EXPECT_EQ(&run({.workers = 1}, give), &number);
}

/// Its & gives no address.
struct hostile {
    hostile* operator&() { return nullptr; }
};

TEST(RunReference, IsTheObjectItselfWhateverItsAmpersandMeans) {
    hostile mine;
    EXPECT_EQ(std::addressof(run({.workers = 1}, [&]() -> hostile& { return mine; })), std::addressof(mine));
}

} // namespace
} // namespace weft::test
