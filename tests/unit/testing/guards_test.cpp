// SPDX-License-Identifier: BSL-1.0
#include "support/child.hpp"

#include <weft/testing/guards.hpp>

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace weft::testing {
namespace {

using namespace std::chrono_literals;

class Guards : public ::testing::TestWithParam<unsigned> {
protected:
    options how() const {
        options result;
        result.workers = GetParam();
        return result;
    }
};

TEST_P(Guards, NothingIsLeakedWhenAllIsJoined) {
    for (int i = 0; i < 100; ++i)
        run(how(), [] {
            const no_leaked_fibers guard([](const std::string& report) { FAIL() << report; });
            auto a = spawn([] { this_fiber::yield(); }), b = spawn([] {});
            auto c = spawn({.policy = launch::dispatch}, [] { this_fiber::yield(); });
            b.join();
            a.join();
            c.join();
        });
}

TEST_P(Guards, ALeakedFiberIsNamedWithItsSpawnSite) {
    std::string report;
    run(how(), [&] {
        channel<int> gate(1);
        std::optional<fiber<void>> left;
        {
            const no_leaked_fibers guard([&](const std::string& text) { report = text; });
            left = spawn({.name = "reader"}, [&] { gate.pop(); });
            EXPECT_EQ(guard.leaked().size(), 1u);
        }
        gate.push(1);
        left->join();
    });
    EXPECT_NE(report.find("1 fibers were left behind:"), report.npos) << report;
    EXPECT_NE(report.find("fiber 'reader' #"), report.npos) << report;
    EXPECT_NE(report.find("guards_test.cpp:"), report.npos) << report;
}

TEST_P(Guards, FibersFromBeforeTheScopeAreNotItsBusiness) {
    run(how(), [] {
        channel<int> gate(1);
        auto before = spawn([&] { gate.pop(); });
        {
            const no_leaked_fibers guard([](const std::string& report) { FAIL() << report; });
            gate.push(1);
            before.join();
            spawn([] {}).join();
        }
    });
}

TEST_P(Guards, FibersOfAnOuterScopeAreNotTheBusinessOfAnInnerOne) {
    run(how(), [] {
        const auto fail = [](const std::string& report) { FAIL() << report; };
        const no_leaked_fibers outer(fail);
        event happened;
        auto before = spawn([&] { happened.wait(); });
        {
            const no_leaked_fibers inner(fail);
            spawn([] {}).join();
            EXPECT_TRUE(inner.leaked().empty());
        }
        EXPECT_EQ(outer.leaked().size(), 1u);
        happened.set();
        before.join();
    });
}

TEST_P(Guards, AWorkerThatIsNotBlockedIsFine) {
    run(how(), [] {
        const no_blocking guard(1h, [](const std::string& report) { FAIL() << report; });
        for (int i = 0; i < 100; ++i) spawn([] { this_fiber::yield(); }).join();
    });
}

INSTANTIATE_TEST_SUITE_P(Workers, Guards, ::testing::Values(1u, 2u, 4u), ::testing::PrintToStringParamName());

/// Keeps the worker until the guard has noticed.
void hog(const no_blocking& guard) {
    while (guard.found() == 0) {}
}

TEST(NoBlocking, AFiberThatKeepsItsWorkerIsFound) {
    const test::child_end end = test::in_child([] {
        run([] {
            const no_blocking guard(20ms);
            spawn({.name = "hog"}, [&] { hog(guard); }).join();
        });
    });
    EXPECT_EQ(end.status, test::k_aborted);
    EXPECT_NE(end.error_text.find("'hog'"), std::string::npos) << end.error_text;
    EXPECT_NE(end.error_text.find("times a fiber kept its worker for longer than 20 ms"), std::string::npos)
        << end.error_text;
}

TEST(NoBlocking, EachFiberThatKeepsTheSameWorkerIsFound) {
    run({.workers = 1, .time = time_source::virtual_time}, [] {
        std::string report;
        {
            const no_blocking guard(5ms, [&](const std::string& text) { report = text; });
            const auto given_up = std::chrono::steady_clock::now() + 20s;
            for (unsigned found = 0; found < 3; ++found) {
                while (guard.found() == found && std::chrono::steady_clock::now() < given_up) {}
                this_fiber::sleep_for(1ms); // its stay ends
            }
        }
        EXPECT_NE(report.find("3 times a fiber kept its worker"), std::string::npos) << report;
    });
}

// The idle worker is asked at the latest when the busy one is: both have done nothing for as long.
TEST(NoBlocking, AnIdleWorkerIsNotFound) {
    constexpr auto k_limit = 5ms;
    run({.workers = 2}, [&] {
        const no_blocking guard(k_limit, [](const std::string&) {});
        spawn([&] {
            hog(guard);
            const auto until = std::chrono::steady_clock::now() + 10 * k_limit;
            while (std::chrono::steady_clock::now() < until) {}
            EXPECT_EQ(guard.found(), 1u);
        }).join();
    });
}

TEST(NoLeakedFibers, AbortsWithAReportByDefault) {
    const test::child_end end = test::in_child([] {
        run([] {
            channel<int> gate(1);
            const no_leaked_fibers guard;
            spawn({.name = "stray"}, [&] { gate.pop(); }).detach();
        });
    });
    EXPECT_EQ(end.status, test::k_aborted);
    EXPECT_NE(end.error_text.find("fiber 'stray' #"), std::string::npos) << end.error_text;
}

TEST(NoLeakedFibers, OutsideARuntimeIsAMisuse) {
    const test::child_end end = test::in_child([] { const no_leaked_fibers guard; });
    EXPECT_EQ(end.status, test::k_aborted);
    EXPECT_NE(end.error_text.find("make it on a fiber"), std::string::npos) << end.error_text;
}

} // namespace
} // namespace weft::testing
