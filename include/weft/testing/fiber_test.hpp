// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/testing/run_fiber_test.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>

// GoogleTest bodies that run in a fiber. Needs GoogleTest; weft::testing itself does not.

namespace weft::testing {

/// Runs a fiber test and adds what is wrong to the current GoogleTest.
inline void expect_clean(const fiber_test_mode& mode, const std::function<void()>& body,
                         const fiber_test_options& how = {},
                         std::source_location where = std::source_location::current()) {
    for (const std::string& report : run_fiber_test(mode, body, how, where)) ADD_FAILURE() << report;
}

/// What WEFT_FIBER_TEST registers.
class WEFT_API fiber_test : public ::testing::Test {
public:
    /// Used by WEFT_FIBER_TEST.
    fiber_test(fiber_test_mode mode, void (*body)(), fiber_test_options how)
        : mode_(mode), body_(body), how_(std::move(how)) {}
    /// Runs the body in its mode; what it leaves behind is a failure.
    void TestBody() override { expect_clean(mode_, body_, how_); }

private:
    fiber_test_mode mode_;
    void (*body_)();
    fiber_test_options how_;
};

/// Registers one GoogleTest a mode: Suite.Name when there is one, else Suite.Name/Simulated, Suite.Name/2Workers ...
inline bool register_fiber_tests(const char* suite, const char* name, const char* file, int line, void (*body)(),
                                 const fiber_test_options& how) {
    for (const fiber_test_mode& mode : how.modes) {
        const std::string full = how.modes.size() == 1 ? name : name + ("/" + name_of(mode));
        ::testing::RegisterTest(suite, full.c_str(), nullptr, nullptr, file, line,
                                [mode, body, how]() -> ::testing::Test* { return new fiber_test(mode, body, how); });
    }
    return true;
}

} // namespace weft::testing

/// A GoogleTest whose body runs in a fiber, on two workers and a virtual clock; it fails as run_fiber_test() says.
///
/// @code
/// WEFT_FIBER_TEST(Channel, KeepsTheOrder) {
///     weft::channel<int> numbers(2);
/// }
/// @endcode
#define WEFT_FIBER_TEST(Suite, Name) WEFT_FIBER_TEST_IN(Suite, Name, {2})

/// As WEFT_FIBER_TEST, five times: simulated, and on 1, 2, 4 and 8 workers.
#define WEFT_FIBER_TEST_EVERYWHERE(Suite, Name) WEFT_FIBER_TEST_IN(Suite, Name, {0}, {1}, {2}, {4}, {8})

/// As WEFT_FIBER_TEST, in the modes that are given; {0} is the simulated one, {n} means n workers.
#define WEFT_FIBER_TEST_IN(Suite, Name, ...)                                                                           \
    static void Suite##_##Name##_FiberBody();                                                                          \
    [[maybe_unused]] static const bool Suite##_##Name##_registered =                                                   \
        ::weft::testing::register_fiber_tests(#Suite, #Name, __FILE__, __LINE__, &Suite##_##Name##_FiberBody,          \
                                              {.modes = {__VA_ARGS__}});                                               \
    static void Suite##_##Name##_FiberBody()

/// As WEFT_FIBER_TEST, with options: an expression for a fiber_test_options, which may hold commas; its `modes` say
/// where the body runs.
///
/// @code
/// WEFT_FIBER_TEST_WITH(Queue, KeepsTheOrder, {.modes = {{1}, {4}}, .blocked_after = std::chrono::seconds(20)}) {
///     weft::queue<int> jobs;
/// }
/// @endcode
#define WEFT_FIBER_TEST_WITH(Suite, Name, ...)                                                                         \
    static void Suite##_##Name##_FiberBody();                                                                          \
    [[maybe_unused]] static const bool Suite##_##Name##_registered =                                                   \
        ::weft::testing::register_fiber_tests(#Suite, #Name, __FILE__, __LINE__, &Suite##_##Name##_FiberBody,          \
                                              __VA_ARGS__);                                                            \
    static void Suite##_##Name##_FiberBody()
