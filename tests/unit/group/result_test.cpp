// SPDX-License-Identifier: BSL-1.0
#include <weft/result.hpp>

#include <gtest/gtest.h>

#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace weft::test {
namespace {

TEST(Result, HasAValueOrAnError) {
    auto good = result<int>::of([] { return 3; });
    EXPECT_TRUE(good.has_value());
    EXPECT_EQ(*good, 3);
    EXPECT_EQ(good.value(), 3);
    EXPECT_EQ(good.error(), nullptr);
    EXPECT_EQ(good.what(), "");

    auto bad = result<int>::of([]() -> int { throw std::runtime_error("bad"); });
    EXPECT_FALSE(bad);
    EXPECT_THROW(bad.value(), std::runtime_error);
    EXPECT_THROW(std::move(bad).value(), std::runtime_error);
    EXPECT_TRUE(bad.failed_with<std::exception>());
    EXPECT_FALSE(bad.failed_with<std::logic_error>());
    EXPECT_FALSE(good.failed_with<std::exception>());
    EXPECT_EQ(bad.what(), "bad");
    EXPECT_FALSE(bad.was_cancelled());
    EXPECT_EQ(result<int>::failed(std::make_exception_ptr(1)).what(), "an exception that is no std::exception");
}

TEST(Result, IsOfAnyType) {
    auto nothing = result<void>::of([] {});
    EXPECT_TRUE(nothing);
    nothing.value();
    *nothing;
    int there = 1;
    auto reference = result<int&>::of([&]() -> int& { return there; });
    EXPECT_EQ(&*reference, &there);
    EXPECT_EQ(&std::move(reference).value(), &there);
    auto moved = result<std::unique_ptr<int>>::of([] { return std::make_unique<int>(2); });
    EXPECT_EQ(*moved->get(), 2);
    const std::unique_ptr<int> taken = std::move(moved).value();
    EXPECT_EQ(*taken, 2);
    const auto text = result<std::string>::of([] { return std::string("x"); });
    EXPECT_EQ(text->size(), 1u);
    static_assert(std::is_same_v<decltype(*text), const std::string&>);
}

TEST(Result, WasCancelledIsAboutTheFiber) {
    const auto error = std::make_exception_ptr(fiber_cancelled("x", 1, cancel_reason::requested, ""));
    EXPECT_TRUE(result<void>::failed(error).was_cancelled());
}

} // namespace
} // namespace weft::test
