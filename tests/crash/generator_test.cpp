// SPDX-License-Identifier: BSL-1.0
// A generator that is used in a way that nothing can mend ends the process with one line that names it.
#include "support/child.hpp"

#include <weft/generator.hpp>
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <optional>
#include <regex>
#include <stdexcept>
#include <string>
#include <thread>

namespace weft::test {
namespace {

void expect_last_words(const std::function<void()>& body, const std::string& text) {
    const child_end end = in_child(body);
    EXPECT_EQ(end.error_text.substr(0, text.size()), text);
    EXPECT_EQ(end.status, k_aborted);
}

/// Destroys a suspended generator called 'odd' with this body.
template <class Body>
void destroy_odd(Body body) {
    generator<int> odd({.name = "odd"}, std::move(body));
    static_cast<void>(odd.next());
}

TEST(GeneratorMisuse, SwallowingTheExitAndYieldingAgainWhileDestroyed) {
    expect_last_words(
        [] {
            destroy_odd([](auto& yield) {
                for (;;) {
                    try {
                        yield(1);
                    } catch (...) {}
                }
            });
        },
        "weft: generator 'odd' yielded while it was being destroyed: its body must not swallow generator_exit; rethrow it, or "
        "return, where catch (...) catches it\n");
}

TEST(GeneratorMisuse, YieldingInADestructorWhileDestroyed) {
    expect_last_words(
        [] {
            destroy_odd([](auto& yield) {
                struct yields_late {
                    decltype(yield) handle;
                    ~yields_late() { handle(2); }
                } last{yield};
                yield(1);
            });
        },
        "weft: generator 'odd' yielded while it was being destroyed: ");
}

TEST(GeneratorMisuse, ThrowingAnotherExceptionWhileDestroyed) {
    expect_last_words(
        [] {
            destroy_odd([](auto& yield) {
                try {
                    yield(1);
                } catch (...) {
                    throw std::runtime_error("instead");
                }
            });
        },
        "weft: generator 'odd' threw another exception while it was being destroyed: call close() to receive it\n");
}

constexpr const char* k_no_way_out =
    "weft: generator 'odd' was closed or destroyed while it was suspended below a noexcept function or in a destructor, where "
    "no exception may pass: run it to its end, or yield elsewhere\n";

TEST(GeneratorMisuse, DestroyedWhileSuspendedBelowANoexceptFunction) {
    expect_last_words([] { destroy_odd([](auto& yield) { [&]() noexcept { yield(1); }(); }); }, k_no_way_out);
}

TEST(GeneratorMisuse, DestroyedWhileSuspendedInADestructor) {
    expect_last_words(
        [] {
            destroy_odd([](auto& yield) {
                struct yields_late {
                    decltype(yield) handle;
                    ~yields_late() { handle(1); }
                } last{yield};
            });
        },
        k_no_way_out);
}

TEST(GeneratorMisuse, DestroyedWhileSuspendedInADestructorThatUnwinds) {
    expect_last_words(
        [] {
            destroy_odd([](auto& yield) {
                struct yields_late {
                    decltype(yield) handle;
                    ~yields_late() { handle(1); }
                } last{yield};
                throw std::runtime_error("unwinds");
            });
        },
        k_no_way_out);
}

TEST(GeneratorMisuse, DestroyedByItsOwnBody) {
    expect_last_words(
        [] {
            std::optional<generator<int>> odd;
            odd.emplace(generator_options{.name = "odd"}, [&](auto& yield) {
                odd.reset();
                yield(1);
            });
            static_cast<void>(odd->next());
        },
        "weft: generator 'odd' is destroyed by its own body: let the body return first\n");
}

TEST(GeneratorMisuse, YieldingWhileNobodyAsks) {
    expect_last_words(
        [] {
            yielder<int>* handle = nullptr;
            generator<int> odd({.name = "odd"}, [&](auto& yield) {
                handle = &yield;
                yield(1);
            });
            static_cast<void>(odd.next());
            (*handle)(2);
        },
        "weft: generator 'odd' yields while it is not running: only its own body may use the handle, and only while somebody "
        "waits for an item\n");
}

TEST(GeneratorMisuse, UsingOneThatWasMovedFrom) {
    expect_last_words(
        [] {
            generator<int> odd([](auto& yield) { yield(1); });
            const generator<int> taken = std::move(odd);
            static_cast<void>(odd.next());
        },
        "weft: a generator was used that has been moved from: use the one it was moved to\n");
}

TEST(GeneratorMisuse, LeavesTheTerminateHandlerOfTheProgramInPlace) {
    const child_end end = in_child([] {
        std::set_terminate([] { std::_Exit(77); });
        destroy_odd([](auto& yield) { [&]() noexcept { yield(1); }(); });
    });
    EXPECT_EQ(end.error_text, k_no_way_out);
    EXPECT_EQ(end.status, 77);
}

[[gnu::noinline]] int recurse(int depth) {
    volatile char frame[200];
    frame[0] = static_cast<char>(depth);
    return depth < 0 ? 0 : recurse(depth + 1) + frame[0];
}

void overflow_odd(std::size_t size) {
    generator<int> odd({.name = "odd", .stack_size = size}, [](auto& yield) { yield(recurse(0)); });
    static_cast<void>(odd.next());
}

TEST(GeneratorOverflow, IsReportedByNameOnAPlainThread) {
    expect_last_words([] { overflow_odd(65536); }, "weft: generator 'odd' overflowed its 64-KiB stack (sp=0x");
    expect_last_words([] { overflow_odd(16384); }, "weft: generator 'odd' overflowed its 16-KiB stack (sp=0x");
}

TEST(GeneratorOverflow, IsReportedByNameInAFiber) {
    expect_last_words([] { run(options{.workers = 1}, [] { overflow_odd(65536); }); },
                      "weft: generator 'odd' overflowed its 64-KiB stack (sp=0x");
}

constexpr const char* k_overflow = "weft: generator 'odd' overflowed its 64-KiB stack (sp=0x";
const options k_solo{.workers = 1};

void make_one() {
    generator<int> numbers([](auto& yield) { yield(1); });
    static_cast<void>(numbers.next());
}

TEST(GeneratorOverflow, IsReportedAfterARuntimeInWhichTheThreadMadeItsFirst) {
    expect_last_words(
        [] {
            run(k_solo, [] { make_one(); });
            overflow_odd(65536);
        },
        k_overflow);
}

TEST(GeneratorOverflow, IsReportedBeforeWithinBetweenAndAfterRuntimes) {
    expect_last_words([] { make_one(), run(k_solo, [] { overflow_odd(65536); }); }, k_overflow);
    expect_last_words([] { make_one(), run(k_solo, [] {}), overflow_odd(65536); }, k_overflow);
    expect_last_words([] { run(k_solo, [] { make_one(); }), run(k_solo, [] { overflow_odd(65536); }); }, k_overflow);
    expect_last_words([] { run(k_solo, [] { make_one(); }), run(k_solo, [] {}), overflow_odd(65536); }, k_overflow);
    expect_last_words([] { run(k_solo, [] {}), run(k_solo, [] { make_one(); }), overflow_odd(65536); }, k_overflow);
}

TEST(GeneratorOverflow, IsReportedOnAWorkerThatNeverMadeAGenerator) {
    expect_last_words(
        [] {
            run(options{.workers = 2}, [] {
                generator<int> odd({.name = "odd"}, [](auto& yield) { yield(recurse(0)); });
                spawn({.pinned = true}, [&] { static_cast<void>(odd.next()); }).join();
            });
        },
        k_overflow);
}

TEST(GeneratorOverflow, IsReportedOnAThreadThatBeginsTheGeneratorOfAnother) {
    expect_last_words(
        [] {
            generator<int> odd({.name = "odd"}, [](auto& yield) { yield(recurse(0)); });
            std::thread([&] { static_cast<void>(odd.next()); }).join();
        },
        k_overflow);
}

TEST(GeneratorOverflow, OfOneWithoutANameSaysWhereItWasMade) {
    const child_end end = in_child([] {
        generator<int> odd([](auto& yield) { yield(recurse(0)); });
        static_cast<void>(odd.next());
    });
    EXPECT_TRUE(std::regex_search(end.error_text,
                                  std::regex("^weft: generator made at [^ ]*generator_test.cpp:[0-9]+ overflowed its "
                                             "64-KiB stack")))
        << end.error_text;
}

TEST(GeneratorMisuse, OfOneWithoutANameSaysWhereItWasMade) {
    const auto last_words = [](auto body) {
        return in_child([&] {
                   generator<int> odd(body);
                   static_cast<void>(odd.next());
               })
            .error_text;
    };
    const std::string title = "^weft: generator made at [^ ]*generator_test.cpp:[0-9]+ ";
    const std::string blocked = last_words([](auto& yield) { [&]() noexcept { yield(1); }(); });
    EXPECT_TRUE(std::regex_search(blocked, std::regex(title + "was closed or destroyed"))) << blocked;
    const std::string again = last_words([](auto& yield) {
        try {
            yield(1);
        } catch (...) {}
        yield(2);
    });
    EXPECT_TRUE(std::regex_search(again, std::regex(title + "yielded while it was being destroyed"))) << again;
}

/// The stack for signal handlers of the calling thread.
stack_t signal_stack_now() {
    stack_t now{};
    ::sigaltstack(nullptr, &now);
    return now;
}

TEST(GeneratorOverflow, IsReportedFromTheSignalStackThatTheProgramHasSet) {
    static std::array<std::byte, 65536> memory;
    const auto set = [] {
        const stack_t own{.ss_sp = memory.data(), .ss_flags = 0, .ss_size = memory.size()};
        ::sigaltstack(&own, nullptr);
    };
    const auto is_kept = [] {
        if (signal_stack_now().ss_sp != memory.data()) std::_Exit(1);
    };
    expect_last_words([&] { set(), make_one(), is_kept(), overflow_odd(65536); }, k_overflow);
    expect_last_words([&] { set(), run(k_solo, [] { make_one(); }), is_kept(), overflow_odd(65536); }, k_overflow);
    expect_last_words([&] { run(k_solo, [&] { make_one(), set(); }), is_kept(), overflow_odd(65536); }, k_overflow);
}

TEST(SignalStack, OfARuntimeGoesWithIt) {
    const child_end end = in_child([] {
        const stack_t before = signal_stack_now();
        run(k_solo, [] {});
        if (signal_stack_now().ss_sp != before.ss_sp) std::_Exit(1);
    });
    EXPECT_EQ(end.status, 0);
}

TEST(GeneratorOverflow, OfAFiberIsStillTheFibers) {
    expect_last_words(
        [] {
            run(options{.workers = 1}, [] {
                generator<int> numbers([](auto& yield) { yield(1); });
                static_cast<void>(numbers.next());
                spawn({.name = "digger"}, [] { static_cast<void>(recurse(0)); }).join();
            });
        },
        "weft: fiber 'digger' #");
}

} // namespace
} // namespace weft::test
