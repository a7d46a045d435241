// SPDX-License-Identifier: BSL-1.0
#include <weft/exception_group.hpp>
#include <weft/fmt.hpp>

#include <gtest/gtest.h>

#include <exception>
#include <fmt/format.h>
#include <new>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

template <class E>
std::exception_ptr made(E error) {
    return std::make_exception_ptr(std::move(error));
}

/// {runtime "a", {logic "b", runtime "c"}, 7}
exception_group mixed() {
    const exception_group inner("inner", {made(std::logic_error("b")), made(std::runtime_error("c"))});
    return {"outer", {made(std::runtime_error("a")), made(inner), made(7)}};
}

TEST(ExceptionGroup, WhatTellsTheMessageTheNumberAndTheFirst) {
    EXPECT_STREQ(mixed().what(), "outer: 4 errors, first: a");
    EXPECT_EQ(mixed().message(), "outer");
    EXPECT_STREQ(exception_group("one", {made(7)}).what(), "one: 1 error, first: int");
    EXPECT_STREQ(exception_group("none", {}).what(), "none");
}

TEST(ExceptionGroup, CopiesShareTheErrors) {
    static_assert(std::is_nothrow_copy_constructible_v<exception_group>);
    const exception_group group = mixed();
    const exception_group copy = group;
    EXPECT_EQ(copy.errors().data(), group.errors().data());
}

TEST(ExceptionGroup, SplitKeepsTheNesting) {
    const auto [runtime, rest] = mixed().split<std::runtime_error>();
    ASSERT_TRUE(runtime && rest);
    EXPECT_EQ(runtime->tree(), "outer (2 errors)\n  a\n  inner (1 error)\n    c");
    EXPECT_EQ(rest->tree(), "outer (2 errors)\n  inner (1 error)\n    b\n  int");
}

TEST(ExceptionGroup, SplitLeavesOutWhatIsEmpty) {
    const auto [mine, rest] = mixed().split<std::bad_alloc>();
    EXPECT_FALSE(mine);
    ASSERT_TRUE(rest);
    EXPECT_EQ(rest->leaves().size(), 4u);
    const exception_group alike("alike", {made(std::runtime_error("x"))});
    const auto [all, none] = alike.split<std::exception>();
    EXPECT_FALSE(none);
    EXPECT_EQ(all->errors().data(), alike.errors().data()) << "it is the same";
}

TEST(ExceptionGroup, ContainsLooksIntoNestedGroups) {
    EXPECT_TRUE(mixed().contains<std::logic_error>());
    EXPECT_TRUE(mixed().contains<int>());
    EXPECT_FALSE(mixed().contains<std::bad_alloc>());
}

TEST(ExceptionGroup, HandleCallsClausesInTheirOrder) {
    std::vector<std::string> seen;
    mixed().handle([&](const std::logic_error& error) { seen.push_back(std::string("logic ") + error.what()); },
                   [&](std::exception& error) { seen.push_back(error.what()); },
                   [&](int number) { seen.push_back(std::to_string(number)); });
    EXPECT_EQ(seen, (std::vector<std::string>{"logic b", "a", "c", "7"}));
}

TEST(ExceptionGroup, HandleThrowsTheRest) {
    int taken = 0;
    try {
        mixed().handle([&](const std::runtime_error&) noexcept { ++taken; });
        ADD_FAILURE() << "two errors are left";
    } catch (const exception_group& rest) {
        EXPECT_EQ(rest.tree(), "outer (2 errors)\n  inner (1 error)\n    b\n  int");
    }
    EXPECT_EQ(taken, 2);
}

TEST(ExceptionGroup, AClauseForExceptionPtrTakesAll) {
    int taken = 0;
    mixed().handle([&](int) { taken += 100; }, [&](std::exception_ptr) mutable { ++taken; });
    EXPECT_EQ(taken, 103);
}

void throw_on(const std::runtime_error&) { throw std::bad_alloc(); }

TEST(ExceptionGroup, WhatAClauseThrowsLeavesAtOnce) {
    EXPECT_THROW(mixed().handle(throw_on, [](std::exception_ptr) { ADD_FAILURE() << "the first has thrown"; }),
                 std::bad_alloc);
}

TEST(ExceptionGroup, FmtPrintsTheTree) {
    EXPECT_EQ(fmt::format("{}", mixed()), "outer (3 errors)\n  a\n  inner (2 errors)\n    b\n    c\n  int");
}

} // namespace
} // namespace weft::test
