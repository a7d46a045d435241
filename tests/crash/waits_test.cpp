// SPDX-License-Identifier: BSL-1.0
// Whatever a fiber waits for, each report says it in the same words.
#include "support/child.hpp"
#include "support/every_wait.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <regex>
#include <string>
#include <string_view>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class Waits : public ::testing::TestWithParam<unsigned> {
protected:
    static options how() {
        options result;
        result.workers = GetParam();
        result.time = time_source::real;
        return result;
    }

    static void expect_words(const std::string& report, const std::string& but = "") {
        for (const every_wait::one& each : the_waits().all) {
            if (each.words == but) continue;
            EXPECT_NE(report.find(std::string(": ") + each.words), std::string::npos) << each.words << "\n" << report;
        }
    }
};

TEST_P(Waits, AreSaidInADeadlock) {
    const child_end end = in_child([] {
        options strict = how();
        strict.time = time_source::virtual_time;
        strict.on_deadlock = deadlock::abort;
        run(strict, [] {
            spawn_every_wait();
            channel<int>(1).pop();
        });
    });
    EXPECT_EQ(end.status, k_aborted);
    EXPECT_EQ(end.error_text.find("weft: deadlock: "), 0u) << end.error_text;
    expect_words(end.error_text, "sleeps");
}

TEST_P(Waits, AreSaidWhenTheRuntimeCannotEnd) {
    const child_end end = in_child([] {
        options strict = how();
        strict.shutdown_timeout = 100ms;
        run(strict, spawn_every_wait);
    });
    EXPECT_EQ(end.status, k_aborted);
    EXPECT_EQ(end.error_text.find("weft: the runtime could not end "), 0u) << end.error_text;
    EXPECT_NE(end.error_text.find(", which a fiber that has ended holds"), std::string::npos)
        << "the mutex: " << end.error_text;
    expect_words(end.error_text);
}

TEST_P(Waits, AreSaidWhileWorkersRun) {
    const child_end end = in_child([] {
        options strict = how();
        strict.shutdown_timeout = 100ms;
        run(strict, [] {
            spawn_every_wait();
            spawn({.name = "busy"}, [] {
                for (;;) this_fiber::yield();
            }).detach();
        });
    });
    EXPECT_EQ(end.status, k_aborted);
    EXPECT_NE(end.error_text.find("fiber 'busy' #"), std::string::npos) << end.error_text;
    expect_words(end.error_text);
}

TEST_P(Waits, AreSaidWithoutTheHolderWhileWorkersRun) {
    const child_end end = in_child([] {
        options strict = how();
        strict.shutdown_timeout = 100ms;
        run(strict, [] {
            static mutex held;
            held.lock();
            spawn([] { held.lock(); }).detach();
            spawn([] {
                for (;;) this_fiber::yield();
            }).detach();
        });
    });
    EXPECT_EQ(end.status, k_aborted);
    EXPECT_NE(end.error_text.find(": waits to lock mutex at 0x"), std::string::npos) << end.error_text;
    EXPECT_EQ(end.error_text.find(" holds"), std::string::npos) << end.error_text;
}

TEST_P(Waits, OfFibersLeftBehindAreSaidOnceAfterATime) {
    const child_end end = in_child([] {
        options patient = how();
        patient.left_report_after = 20ms;
        patient.shutdown_timeout = 300ms;
        run(patient, spawn_every_wait);
    });
    constexpr std::string_view head =
        "weft: the runtime is to end, and has waited 20 ms (options.left_report_after) for these fibers:\n";
    EXPECT_EQ(end.status, k_aborted);
    EXPECT_EQ(end.error_text.find(head), 0u) << end.error_text;
    EXPECT_EQ(end.error_text.find(head, 1), std::string::npos) << end.error_text;
    const std::size_t abort_at = end.error_text.find("weft: the runtime could not end ");
    ASSERT_NE(abort_at, std::string::npos) << end.error_text;
    expect_words(end.error_text.substr(0, abort_at));
}

TEST_P(Waits, OfFibersLeftBehindAreSaidOnVirtualTimeOnceTheWorkIsDone) {
    const child_end end = in_child([] {
        options patient = how();
        patient.time = time_source::virtual_time;
        patient.left_report_after = 10ms;
        patient.shutdown_timeout = 1s;
        run(patient, [] {
            static channel<int> never(1);
            spawn({.name = "left"}, [] { never.pop(); }).detach();
            spawn([] { // the report is due, 100 ms later at the latest, while this one has work
                const auto until = std::chrono::steady_clock::now() + 250ms;
                while (std::chrono::steady_clock::now() < until) this_fiber::yield();
            })
                .detach();
        });
    });
    const std::size_t report_at = end.error_text.find("(options.left_report_after) for these fibers:\n");
    ASSERT_NE(report_at, std::string::npos) << end.error_text;
    EXPECT_NE(end.error_text.find("fiber 'left' #", report_at), std::string::npos) << end.error_text;
}

TEST_P(Waits, OfFibersThatEndInTimeAreNotSaid) {
    const child_end end = in_child([] {
        options patient = how();
        patient.time = time_source::virtual_time;
        patient.left_report_after = std::chrono::seconds(60);
        run(patient, [] { spawn([] { this_fiber::sleep_for(std::chrono::hours(1)); }).detach(); });
    });
    EXPECT_EQ(end.status, 0);
    EXPECT_EQ(end.error_text, "");
}

TEST_P(Waits, OfFibersOfAKindShareALine) {
    const child_end end = in_child([] {
        options strict = how();
        strict.shutdown_timeout = 100ms;
        run(strict, [] {
            static channel<int> never(1);
            static latch all_are_there(5000);
            for (int i = 0; i < 5000; ++i)
                spawn({.name = i < 4999 ? "" : "the youngest, which is left out"}, [] {
                    all_are_there.count_down();
                    never.pop();
                }).detach();
            all_are_there.wait();
        });
    });
    const std::regex expected(
        "weft: the runtime could not end within its shutdown timeout of 100 ms; still there:\n"
        "weft:   fiber #[0-9]+, spawned at [^ ]*waits_test.cpp:[0-9]+: waits to pop from channel at 0x[0-9a-f]+\n"
        "weft:     ... and 999 more like it\n"
        "weft:   ... and 4000 more fibers\n");
    EXPECT_TRUE(std::regex_match(end.error_text, expected)) << end.error_text;
}

INSTANTIATE_TEST_SUITE_P(Workers, Waits, ::testing::Values(1u, 2u));

} // namespace
} // namespace weft::test
