// SPDX-License-Identifier: BSL-1.0
// Misuse ends the process with one sentence that says what to do instead.
#include "reports.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <regex>
#include <stdexcept>
#include <string>

namespace weft::test {
namespace {

const options k_one{.workers = 1};

TEST(Misuse, JoiningTwice) {
    expect_report(
        [] {
            run(k_one, [] {
                auto child = spawn([] {});
                child.join();
                child.join();
            });
        },
        "weft: join() on a fiber that was joined, detached or moved away: join once, keep the value\n");
}

TEST(Misuse, DetachingTwice) {
    expect_report(
        [] {
            run(k_one, [] {
                auto child = spawn([] {});
                child.detach();
                child.detach();
            });
        },
        "weft: detach() on a fiber that was joined, detached or moved away\n");
}

TEST(Misuse, JoiningOneself) {
    expect_report(
        [] {
            run(k_one, [] {
                std::optional<fiber<void>> self;
                self = spawn([&] { self->join(); });
                this_fiber::yield();
            });
        },
        "weft: a fiber joins itself: it would wait for ever\n");
}

TEST(Misuse, SpawningOutsideARuntime) {
    expect_report(
        [] { spawn([] {}).join(); },
        "weft: weft::spawn was called outside a runtime: call it inside weft::run(), or use weft::runtime::spawn()\n");
    expect_report(
        [] { spawn({.name = "x"}, [] {}).join(); },
        "weft: weft::spawn was called outside a runtime: call it inside weft::run(), or use weft::runtime::spawn()\n");
}

TEST(Misuse, YieldingOutsideARuntime) {
    expect_report([] { this_fiber::yield(); },
                  "weft: weft::this_fiber::yield() was called outside a runtime: call it inside weft::run()\n");
}

TEST(Misuse, RunInsideAFiber) {
    const char* const text =
        "weft: weft::run() or weft::runtime inside a fiber would block its worker: use weft::spawn()\n";
    expect_report([] { run(k_one, [] { run(k_one, [] {}); }); }, text);
    expect_report([] { run(k_one, [] { runtime inner(k_one); }); }, text);
}

TEST(Misuse, DestroyingARuntimeOnAFiber) {
    expect_report(
        [] {
            auto* const home = new runtime(k_one);
            home->spawn([home] { delete home; }).join();
        },
        "weft: a weft::runtime was destroyed on a fiber: its end would block the fiber's worker\n");
}

constexpr const char* k_loose = "weft: detached fiber 'loose' #N, spawned here, ended by an exception: no such luck\n"
                                "terminate called without an active exception\n";
constexpr const char* k_odd =
    "weft: detached fiber #N, spawned here, ended by an exception: an exception that is no std::exception\n"
    "terminate called without an active exception\n";

TEST(DetachedFiber, ThatEndsByAnExceptionIsNamed) {
    expect_report_of_fibers(
        [] {
            run(k_one, [] {
                spawn({.name = "loose"}, [] { throw std::runtime_error("no such luck"); }).detach();
                this_fiber::yield();
            });
        },
        k_loose);
}

TEST(DetachedFiber, WithoutANameAndWithAnOddException) {
    expect_report_of_fibers(
        [] {
            run(k_one, [] {
                auto failing = spawn([] { throw 5; });
                while (!failing.done()) this_fiber::yield();
                failing.detach(); // after its end
            });
        },
        k_odd);
}

TEST(UnjoinedFiber, ThatEndsByAnExceptionIsNamedAndLifeGoesOn) {
    const child_end end = in_child(
        [] { run(k_one, [] { auto lost = spawn({.name = "lost"}, [] { throw std::runtime_error("unseen"); }); }); });
    EXPECT_EQ(without_numbers(end.error_text),
              "weft: fiber 'lost' #N, spawned here, ended by an exception that nobody joined for: unseen\n");
    EXPECT_EQ(end.status, 0);
}

TEST(UnjoinedFiber, FailuresOfAKindAreCounted) {
    const child_end end = in_child([] {
        run(k_one, [] {
            const auto fail = [](const char* how) { auto lost = spawn([how] { throw std::runtime_error(how); }); };
            for (int i = 0; i < 1000; ++i) fail("again");
            fail("otherwise");
            for (int i = 0; i < 10; ++i) fail("again");
        });
    });
    EXPECT_EQ(end.status, 0);
    std::string text = without_numbers(end.error_text);
    std::size_t more = 0;
    const std::regex count("weft:   \\.\\.\\. and ([0-9]+) more like it\n");
    for (std::smatch found; std::regex_search(text, found, count); text = found.prefix().str() + found.suffix().str())
        more += std::stoul(found[1]);
    EXPECT_EQ(more, 999u + 9u);
    const std::string line = "weft: fiber #N, spawned here, ended by an exception that nobody joined for: ";
    EXPECT_EQ(text, line + "again\n" + line + "otherwise\n" + line + "again\n");
}

TEST(UnjoinedFiber, FailuresOfAKindAreCountedBeforeAnotherEndsTheProcess) {
    const child_end end = in_child([] {
        run(k_one, [] {
            for (int i = 0; i < 2; ++i) auto lost = spawn([] { throw std::runtime_error("again"); });
            spawn([] { throw std::runtime_error("no such luck"); }).detach();
            this_fiber::yield();
        });
    });
    EXPECT_EQ(end.status, k_aborted);
    const std::string text = without_numbers(end.error_text);
    EXPECT_EQ(text.find("weft: fiber #N, spawned here, ended by an exception that nobody joined for: again\n"
                        "weft:   ... and 1 more like it\n"
                        "weft: detached fiber #N, spawned here, ended by an exception: no such luck\n"),
              0u)
        << text;
}

TEST(MainFiber, ExceptionThatNobodyCatchesEndsTheProcess) {
    const child_end end = in_child([] { run(k_one, [] { throw std::runtime_error("out of main"); }); });
    EXPECT_EQ(end.status, k_aborted);
    EXPECT_NE(end.error_text.find("out of main"), std::string::npos) << end.error_text;
}

TEST(Shutdown, TimeoutNamesTheFibersThatAreLeft) {
    const child_end end = in_child([] {
        run(options{.workers = 2, .shutdown_timeout = std::chrono::milliseconds(50)}, [] {
            static channel<int> never(1);
            spawn({.name = "waiter"}, [] { never.pop(); }).detach();
            spawn([] { this_fiber::sleep_for(std::chrono::hours(1)); }).detach();
        });
    });
    EXPECT_EQ(end.status, k_aborted);
    const std::string text = without_numbers(end.error_text);
    EXPECT_EQ(text.find("weft: the runtime could not end within its shutdown timeout of 50 ms; still there:\n"), 0u)
        << text;
    EXPECT_NE(text.find("\nweft:   fiber 'waiter' #N, spawned at "), std::string::npos) << text;
    EXPECT_NE(text.find("\nweft:   fiber #N, spawned at "), std::string::npos) << text;
    EXPECT_NE(text.find("misuse_test.cpp:"), std::string::npos) << text;
}

} // namespace
} // namespace weft::test
