// SPDX-License-Identifier: BSL-1.0
// A runtime with deadlock::abort that stands still for ever says what each fiber waits for, and aborts.
#include "support/child.hpp"
#include "support/workers_and_clocks.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>
#include <regex>
#include <string>
#include <thread>
#include <tuple>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* k_head = "weft: deadlock: nothing is ready, and nothing can wake these fibers:\n";

/// The report without what differs from run to run: ids, addresses and lines of this file.
std::string without_addresses_and_ids(std::string text) {
    text = std::regex_replace(text, std::regex("#[0-9]+"), "#N");
    text = std::regex_replace(text, std::regex("0x[0-9a-f]+"), "0x");
    return std::regex_replace(text, std::regex("spawned at [^ ]*deadlock_test\\.cpp:[0-9]+"), "spawned here");
}

class Deadlock : public ::testing::TestWithParam<workers_and_clock> {
protected:
    static options how() {
        options result;
        std::tie(result.workers, result.time) = GetParam();
        result.on_deadlock = deadlock::abort;
        return result;
    }

    static void expect_report(const std::function<void()>& body, const std::string& waits) {
        const child_end end = in_child([&body] { run(how(), body); });
        EXPECT_EQ(without_addresses_and_ids(end.error_text), k_head + waits);
        EXPECT_EQ(end.status, k_aborted);
    }
};

/// Waits until everything else has come to a stop, so that the fibers are where the reports say whoever ran them.
void let_others_settle() { this_fiber::sleep_for(20ms); }

TEST_P(Deadlock, OfTwoFibersOverTwoMutexesShowsTheCycle) {
    // begin: cycle
    expect_report(
        [] {
            mutex left, right;
            channel<int> never(1);
            spawn({.name = "a"}, [&] {
                left.lock();
                let_others_settle();
                right.lock();
            }).detach();
            spawn({.name = "b"}, [&] {
                right.lock();
                let_others_settle();
                left.lock();
            }).detach();
            never.pop();
        },
        "weft:   fiber 'main' #N, spawned here: waits to pop from channel at 0x\n"
        "weft:   fiber 'a' #N, spawned here: waits to lock mutex at 0x, which fiber 'b' #N holds\n"
        "weft:   fiber 'b' #N, spawned here: waits to lock mutex at 0x, which fiber 'a' #N holds\n"
        "weft:   cycle: fiber 'a' #N -> at 0x -> fiber 'b' #N -> at 0x -> fiber 'a' #N\n");
    // end: cycle
}

TEST_P(Deadlock, OfTheWritersOfTwoSharedMutexesShowsTheCycle) {
    expect_report(
        [] {
            shared_mutex left, right;
            channel<int> never(1);
            spawn({.name = "a"}, [&] {
                left.lock();
                let_others_settle();
                right.lock_shared();
            }).detach();
            spawn({.name = "b"}, [&] {
                right.lock();
                let_others_settle();
                left.lock();
            }).detach();
            never.pop();
        },
        "weft:   fiber 'main' #N, spawned here: waits to pop from channel at 0x\n"
        "weft:   fiber 'a' #N, spawned here: waits to lock (shared) shared mutex at 0x, which fiber 'b' #N holds\n"
        "weft:   fiber 'b' #N, spawned here: waits to lock shared mutex at 0x, which fiber 'a' #N holds\n"
        "weft:   cycle: fiber 'a' #N -> at 0x -> fiber 'b' #N -> at 0x -> fiber 'a' #N\n");
}

TEST_P(Deadlock, OfAChannelThatNobodyPushesTo) {
    expect_report([] { channel<int>(1).pop(); },
                  "weft:   fiber 'main' #N, spawned here: waits to pop from channel at 0x\n");
}

TEST_P(Deadlock, OfTwoFibersThatJoinEachOther) {
    expect_report(
        [] {
            fiber<void> a, b;
            channel<int> never(1);
            a = spawn({.name = "a"}, [&] {
                let_others_settle();
                b.join();
            });
            b = spawn({.name = "b"}, [&] {
                let_others_settle();
                a.join();
            });
            never.pop();
        },
        "weft:   fiber 'main' #N, spawned here: waits to pop from channel at 0x\n"
        "weft:   fiber 'a' #N, spawned here: waits to join fiber 'b' #N\n"
        "weft:   fiber 'b' #N, spawned here: waits to join fiber 'a' #N\n"
        "weft:   cycle: fiber 'a' #N -> fiber 'b' #N -> fiber 'a' #N\n");
}

TEST_P(Deadlock, OfAFiberThatWaitsForWhoJoinsIt) {
    expect_report(
        [] {
            channel<int> from_main(1);
            auto reader = spawn({.name = "reader"}, [&] { from_main.pop(); });
            let_others_settle();
            reader.join();
        },
        "weft:   fiber 'main' #N, spawned here: waits to join fiber 'reader' #N\n"
        "weft:   fiber 'reader' #N, spawned here: waits to pop from channel at 0x\n");
}

TEST_P(Deadlock, OfAFiberThatIsLeftWhenTheRuntimeStops) {
    expect_report(
        [] {
            static channel<int> never(1);
            spawn({.name = "left"}, [] { never.pop(); }).detach();
        },
        "weft:   fiber 'left' #N, spawned here: waits to pop from channel at 0x\n");
}

TEST_P(Deadlock, CutsALongNameOff) {
    static const std::string name(300, 'n');
    expect_report(
        [] {
            static channel<int> never(1);
            spawn({.name = name}, [] { never.pop(); }).detach();
        },
        "weft:   fiber '" + name.substr(0, 127) + "' #N, spawned here: waits to pop from channel at 0x\n");
}

TEST_P(Deadlock, ComesBeforeTheShutdownTimeout) {
    const child_end end = in_child([] {
        options patient = how();
        patient.shutdown_timeout = 1h;
        run(patient, [] { spawn([] { channel<int>(1).pop(); }).detach(); });
    });
    EXPECT_EQ(end.status, k_aborted);
    EXPECT_EQ(end.error_text.find(k_head), 0u) << end.error_text;
}

TEST_P(Deadlock, OfAMutexThatAPlainThreadHolds) {
    const child_end end = in_child([] {
        static mutex held;
        std::thread([] { held.lock(); }).join();
        run(how(), [] { held.lock(); });
    });
    EXPECT_EQ(end.status, k_aborted);
    EXPECT_NE(end.error_text.find("waits to lock mutex at "), std::string::npos) << end.error_text;
}

/// The exception that options.hpp names: to the runtime a thread that has yet to come is nobody.
TEST_P(Deadlock, IsReportedThoughAPlainThreadWouldComeLater) {
    const child_end end = in_child([] {
        channel<int> numbers(1);
        std::thread late([&] {
            std::this_thread::sleep_for(30s);
            numbers.push(1);
        });
        run(how(), [&] { numbers.pop(); });
        late.join();
    });
    EXPECT_EQ(end.status, k_aborted);
    EXPECT_EQ(end.error_text.find(k_head), 0u) << end.error_text;
}

TEST_P(Deadlock, IsReportedOnceTheAnnouncedWorkIsOver) {
    const child_end end = in_child([] {
        run(how(), [] {
            channel<int> numbers(1);
            std::thread helper([work = outside_work()] { std::this_thread::sleep_for(50ms); });
            helper.detach();
            numbers.pop();
        });
    });
    EXPECT_EQ(end.status, k_aborted);
    EXPECT_EQ(end.error_text.find(k_head), 0u) << end.error_text;
}

TEST_P(Deadlock, IsNotReportedWhileAnnouncedWorkLasts) {
    const child_end end = in_child([] {
        run(how(), [] {
            channel<int> numbers(1);
            std::thread helper([&, work = outside_work()] {
                std::this_thread::sleep_for(50ms);
                numbers.push(1);
            });
            numbers.pop();
            helper.join();
        });
    });
    EXPECT_EQ(end.error_text, "");
    EXPECT_EQ(end.status, 0);
}

TEST_P(Deadlock, IsNotReportedUnlessAskedFor) {
    const child_end end = in_child([] {
        options silent = how();
        silent.on_deadlock = deadlock::ignore;
        channel<int> numbers(1);
        std::thread late([&] {
            std::this_thread::sleep_for(50ms);
            numbers.push(1);
        });
        run(silent, [&] { numbers.pop(); });
        late.join();
    });
    EXPECT_EQ(end.status, 0);
    EXPECT_EQ(end.error_text, "");
}

WEFT_OVER_WORKERS_AND_CLOCKS(Deadlock);

} // namespace
} // namespace weft::test
