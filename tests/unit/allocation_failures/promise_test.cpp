// SPDX-License-Identifier: BSL-1.0
// Each allocation fails once while a promise goes without an outcome: its future learns of the one or of the other.
#include <weft/testing/explore.hpp>
#include <weft/testing/guards.hpp>
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <future>
#include <new>
#include <string>
#include <utility>

namespace weft::testing {
namespace {

TEST(PromiseWithoutMemory, GoesAndTellsItsFuture) {
    const exploration found = explore(
        [] {
            const no_leaked_fibers nobody_stays;
            promise<std::string> made;
            auto kept = made.get_future();
            auto maker = spawn([made = std::move(made)]() mutable { promise<std::string> gone(std::move(made)); });
            try {
                static_cast<void>(kept.get());
                ADD_FAILURE() << "nobody has set a value";
            } catch (const std::future_error& error) {
                EXPECT_EQ(error.code(), std::future_errc::broken_promise);
            } catch (const std::bad_alloc&) {}
            maker.join();
        },
        {.failing = failures::allocations});
    EXPECT_TRUE(found) << found.failure;
    EXPECT_GT(found.runs, 2u);
}

} // namespace
} // namespace weft::testing
