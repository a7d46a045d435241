// SPDX-License-Identifier: BSL-1.0
#include "observe/reporter.hpp"
#include "runtime/worker.hpp"
#include "support/child.hpp"

#include <weft/testing/check.hpp>
#include <weft/testing/fiber_test.hpp>

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace weft::testing {
namespace {

using namespace std::chrono_literals;

WEFT_FIBER_TEST(FiberTestMacro, RunsItsBodyInAFiber) { EXPECT_NE(this_fiber::id(), 0u); }

WEFT_FIBER_TEST_EVERYWHERE(FiberTestMacro, RunsEverywhereOnAVirtualClock) {
    const auto start = clock::now();
    spawn([] { this_fiber::sleep_for(24h); }).join();
    EXPECT_GE(clock::now() - start, 24h);
}

WEFT_FIBER_TEST_IN(FiberTestMacro, RunsInTheModesThatAreGiven, {0}, {3}) {
    static int runs = 0;
    ++runs;
    EXPECT_LE(runs, 10 + 1);
}

class FiberTest : public ::testing::TestWithParam<unsigned> {
protected:
    fiber_test_mode mode() const { return {GetParam()}; }
    std::string only_report(const std::function<void()>& body) const {
        const auto reports = run_fiber_test(mode(), body);
        EXPECT_EQ(reports.size(), 1u);
        return reports.empty() ? "" : reports.front();
    }
};

TEST_P(FiberTest, FindsNothingWhereNothingIsWrong) {
    EXPECT_TRUE(run_fiber_test(mode(), [] { spawn([] { this_fiber::yield(); }).join(); }).empty());
}

TEST_P(FiberTest, FindsALeakedFiberAndWhereItWasSpawned) {
    const std::string report =
        only_report([] { spawn({.name = "stray"}, [] { this_fiber::sleep_for(1s); }).detach(); });
    EXPECT_NE(report.find("'stray'"), report.npos) << report;
    EXPECT_NE(report.find("fiber_test_test.cpp:"), report.npos) << report;
}

TEST_P(FiberTest, ThrowsWhatLeavesTheBody) {
    EXPECT_THROW(run_fiber_test(mode(), [] { throw std::out_of_range("x"); }), std::out_of_range);
}

INSTANTIATE_TEST_SUITE_P(Modes, FiberTest, ::testing::Values(0u, 1u, 2u, 4u, 8u),
                         [](const auto& param) { return name_of(fiber_test_mode{param.param}); });

TEST(FiberTestSimulated, FindsADeadlockWithItsCycle) {
    const auto reports = run_fiber_test({0}, [] {
        mutex guard;
        guard.lock();
        spawn([&] { guard.lock(); }).join();
    });
    ASSERT_EQ(reports.size(), 1u);
    EXPECT_NE(reports[0].find("deadlock"), std::string::npos) << reports[0];
    EXPECT_NE(reports[0].find("cycle: fiber 'main' #1 -> fiber #2 -> "), std::string::npos) << reports[0];
    EXPECT_NE(reports[0].find("WEFT_SEED=1"), std::string::npos) << reports[0];
}

TEST(FiberTestSimulated, RunsAsManySchedulesAsItsOptionsSay) {
    if (std::getenv("WEFT_SEED") != nullptr) GTEST_SKIP() << "WEFT_SEED asks for one schedule";
    for (const unsigned wanted : {1u, 2u, 7u}) {
        unsigned runs = 0;
        EXPECT_TRUE(run_fiber_test({0}, [&] { ++runs; }, {.schedules = wanted}).empty());
        EXPECT_EQ(runs, wanted);
    }
}

/// Keeps the worker until the watchdog has noticed.
void hog() {
    const detail::reporter& watching = detail::reporter_of(detail::this_worker()->core());
    while (watching.blocked_reports() == 0) {}
}

TEST(FiberTestOnWorkers, FindsABlockedWorker) {
    const test::child_end end = test::in_child([] {
        const auto reports = run_fiber_test({1}, hog, {.blocked_after = 20ms});
        if (reports.size() == 1 && reports[0].find("kept its worker for longer than 20 ms") != std::string::npos)
            std::abort();
    });
    EXPECT_EQ(end.status, test::k_aborted) << end.error_text;
    EXPECT_NE(end.error_text.find("blocks its worker"), std::string::npos) << end.error_text;
}

} // namespace
} // namespace weft::testing
