// SPDX-License-Identifier: BSL-1.0
// Each allocation of a chain of async generators fails once: whoever asks learns of it after the items before it, and
// nothing runs on.
#include <weft/testing/check.hpp>
#include <weft/testing/explore.hpp>
#include <weft/testing/guards.hpp>
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace weft::testing {
namespace {

void expect_survival(const std::function<void()>& body) {
    const exploration found = explore(body, {.failing = failures::allocations});
    EXPECT_TRUE(found) << found.failure;
    EXPECT_GT(found.runs, 3u);
}

TEST(AsyncGeneratorWithoutMemory, ReportsAndEnds) {
    expect_survival([] {
        const no_leaked_fibers nobody_stays;
        std::size_t got = 0;
        bool failed = false;
        try {
            async_generator<std::string> texts({.name = "texts", .prefetch = 2}, [](auto& yield) {
                for (std::size_t i = 1; i <= 3; ++i) yield(std::string(100 * i, 'x'));
            });
            for (const std::string& each : texts) {
                check(each.size() == 100 * ++got, "items are whole and in order");
            }
        } catch (const std::bad_alloc&) {
            failed = true;
        } catch (const resource_error&) {
            failed = true;
        }
        check(failed || got == 3, "all or an error");
    });
}

TEST(AsyncGeneratorWithoutMemory, AChainReportsAndEnds) {
    expect_survival([] {
        const no_leaked_fibers nobody_stays;
        int next = 0;
        bool failed = false;
        const auto numbers = [](int from) {
            return async_generator<int>([from](auto& yield) {
                for (int i = from; i < 6; i += 2) yield(i);
            });
        };
        try {
            for (const auto& each : adapt::zip(numbers(0), numbers(1) | adapt::map([](int i) { return i; })) |
                                        adapt::batch(2) | adapt::buffer(1))
                for (const auto& [even, odd] : each) {
                    check(even == next && odd == next + 1, "in order");
                    next += 2;
                }
            for (const int i : adapt::merge(numbers(0), numbers(1))) check(i < 6, "one of them");
        } catch (const std::bad_alloc&) {
            failed = true;
        } catch (const resource_error&) {
            failed = true;
        }
        check(failed || next == 6, "all or an error");
    });
}

} // namespace
} // namespace weft::testing
