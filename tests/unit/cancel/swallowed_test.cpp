// SPDX-License-Identifier: BSL-1.0
// A fiber that catches weft::cancelled and goes on. Outside the kit: simulated runtimes and several workers would let
// the others run anyway.
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace weft::test {
namespace {

constexpr int k_most = 100;

void swallow_one() {
    try {
        this_fiber::checkpoint();
        ADD_FAILURE() << "a checkpoint in a cancelled scope has to throw";
    } catch (const cancelled&) {} // on purpose
}

void swallow(int times) {
    for (int i = 0; i < times; ++i) swallow_one();
}

/// Runs body(has_other_run) in a cancelled scope on a runtime with one worker, where another fiber is ready.
template <class Body>
void run_cancelled(Body body) {
    weft::run(options{.workers = 1}, [&] {
        bool has_run = false;
        auto other = spawn([&] { has_run = true; });
        cancel_scope scope;
        scope.cancel();
        scope.run([&] { body(has_run); });
        other.join();
    });
}

std::string stderr_of(auto fn) {
    ::testing::internal::CaptureStderr();
    fn();
    return ::testing::internal::GetCapturedStderr();
}

TEST(CancelSwallowed, DoesNotGiveWayAtFirst) {
    run_cancelled([](const bool& has_other_run) {
        swallow(k_most - 1);
        EXPECT_FALSE(has_other_run);
    });
}

TEST(CancelSwallowed, GivesWayFromTheHundredthTimeOn) {
    static_cast<void>(stderr_of([] {
        run_cancelled([](const bool& has_other_run) {
            swallow(k_most);
            EXPECT_TRUE(has_other_run);
            bool has_next_run = false;
            auto next = spawn([&] { has_next_run = true; });
            swallow_one();
            EXPECT_TRUE(has_next_run);
            with_shield([&] { next.join(); });
        });
    }));
}

TEST(CancelSwallowed, IsReportedOnce) {
    const std::string said = stderr_of([] {
        weft::run(options{.workers = 1}, [] {
            auto deaf = spawn({.name = "deaf"}, [] {
                cancel_scope scope;
                scope.cancel();
                scope.run([] { swallow(3 * k_most); });
            });
            deaf.join();
        });
    });
    EXPECT_NE(said.find("weft: fiber 'deaf' #"), std::string::npos) << said;
    EXPECT_NE(said.find("has caught weft::cancelled a hundred times"), std::string::npos) << said;
    EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 1) << said;
}

/// Giving way is what is looked at: a report comes once, and a record that kept its count might have had it before.
TEST(CancelSwallowed, IsCountedAnewInTheNextScope) {
    const std::string said = stderr_of([] {
        weft::run(options{.workers = 1}, [] {
            bool has_other_run = false;
            auto other = spawn([&] { has_other_run = true; });
            for (int i = 0; i < 3; ++i) {
                cancel_scope scope;
                scope.cancel();
                scope.run([] { swallow(k_most - 1); });
            }
            EXPECT_FALSE(has_other_run);
            other.join();
        });
    });
    EXPECT_EQ(said, "");
}

} // namespace
} // namespace weft::test
