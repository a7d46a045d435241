// SPDX-License-Identifier: BSL-1.0
// A fiber that overflows its stack ends the process with one line that names it; every other fault goes where it went
// before. Each case runs in a child process.
#include "context/guard/overflow.hpp"
#include "context/stack/stack_pool.hpp"
#include "context/switch/switch.hpp"

#include <gtest/gtest.h>

#include <alloca.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>

namespace weft::detail {
namespace {

constexpr int k_neighbour_changed = 70;
constexpr int k_handled = 71;

// The child's world: one fiber between two painted neighbours.
stack* g_neighbours[2];
execution g_here;
execution g_fiber;
const char* g_name = nullptr;

bool describe(fiber_description& description) noexcept {
    description.name = g_name;
    description.id = 7;
    description.stack_size = 65536;
    return true;
}

bool is_painted(const stack& s) {
    for (const std::byte* at = s.bottom; at != s.top; ++at) {
        if (*at != std::byte{0xAA}) return false;
    }
    return true;
}

void check_neighbours(int) {
    if (!is_painted(*g_neighbours[0]) || !is_painted(*g_neighbours[1])) std::_Exit(k_neighbour_changed);
}

// Runs `body` on a fiber, with the handler installed.
void overflow(const char* name, void (*body)()) {
    static stack_pool pool{stack_options{}};
    static signal_stack alternate;
    install_overflow_handler(describe);
    std::signal(SIGABRT, check_neighbours);
    g_name = name;
    g_neighbours[0] = pool.allocate();
    g_fiber.stk = pool.allocate();
    g_neighbours[1] = pool.allocate();
    for (stack* s : g_neighbours) std::memset(s->bottom, 0xAA, s->size());
    static void (*run)() = body;
    g_fiber.ctx = default_context::make(g_fiber.stk->top, g_fiber.stk->size(), [](void*) {
        arrive(&g_fiber);
        run();
        switch_final(g_fiber, g_here, nullptr);
    });
    switch_execution(g_here, g_fiber, nullptr);
}

[[gnu::noinline]] int recurse(int depth) {
    volatile char frame[200];
    frame[0] = static_cast<char>(depth);
    return depth < 0 ? 0 : recurse(depth + 1) + frame[0];
}

[[gnu::noinline]] void touch(volatile char* at) { *at = 1; }

[[gnu::noinline]] void large_frame() {
    char frame[100 * 1024];
    touch(frame);
}

[[gnu::noinline]] void large_alloca() { touch(static_cast<char*>(::alloca(1024 * 1024))); }

[[gnu::noinline]] void read_null() {
    volatile int* volatile null = nullptr;
    *null = 1;
}

void recurse_for_ever() { recurse(0); }

auto the_line(const std::string& fiber) {
    return ::testing::ContainsRegex("^weft: " + fiber +
                                    " overflowed its 64-KiB stack \\(sp=0x[0-9a-f]+, fault=0x[0-9a-f]+\\)\n");
}

const auto k_aborted = ::testing::KilledBySignal(SIGABRT);

TEST(Overflow, OfDeepRecursionNamesTheFiber) {
    EXPECT_EXIT(overflow("digger", recurse_for_ever), k_aborted, the_line("fiber 'digger' #7"));
}

TEST(Overflow, OfAFiberWithoutNameGivesItsNumber) {
    EXPECT_EXIT(overflow(nullptr, recurse_for_ever), k_aborted, the_line("fiber #7"));
    EXPECT_EXIT(overflow("", recurse_for_ever), k_aborted, the_line("fiber #7"));
}

TEST(Overflow, OfOneLargeFrameIsCaughtInTheGuard) {
    EXPECT_EXIT(overflow("wide", large_frame), k_aborted, the_line("fiber 'wide' #7"));
}

TEST(Overflow, OfAllocaIsCaughtInTheGuard) {
    EXPECT_EXIT(overflow("wider", large_alloca), k_aborted, the_line("fiber 'wider' #7"));
}

TEST(Overflow, OfAContextThatNoFiberDescribes) {
    EXPECT_EXIT(
        {
            overflow("", [] {
                install_overflow_handler(nullptr);
                recurse(0);
            });
        },
        k_aborted, the_line("a context"));
}

// Where a sanitizer watches, the default action is its own report.
const auto k_default_action = WEFT_ASAN || WEFT_TSAN ? [](int status) { return status != 0; } : [](int status) {
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV;
};

TEST(OtherFaults, OnAFiberTakeTheDefaultAction) { EXPECT_EXIT(overflow("null", read_null), k_default_action, ""); }

TEST(OtherFaults, OfAWildPointerIntoAnotherStacksGuardAreNotItsOverflow) {
    EXPECT_EXIT(overflow("wild", [] { touch(reinterpret_cast<char*>(g_neighbours[0]->bottom - 1)); }), k_default_action,
                "");
}

TEST(OtherFaults, SentByAnyoneTakeTheDefaultAction) {
    EXPECT_EXIT(overflow("sent", [] { ::raise(SIGSEGV); }), k_default_action, "");
}

void* g_expected_address = nullptr;

void expect_address(int, siginfo_t* info, void*) { std::_Exit(info->si_addr == g_expected_address ? k_handled : 1); }

TEST(OtherFaults, GoToTheEarlierHandlerWithTheirAddress) {
    const auto child = [] {
        struct sigaction earlier{};
        earlier.sa_sigaction = expect_address;
        earlier.sa_flags = SA_SIGINFO | SA_ONSTACK;
        ::sigaction(SIGSEGV, &earlier, nullptr);
        g_expected_address = reinterpret_cast<void*>(0x40);
        overflow("handled", [] { touch(static_cast<char*>(g_expected_address)); });
    };
    EXPECT_EXIT(child(), ::testing::ExitedWithCode(k_handled), "");
}

TEST(OtherFaults, GoToAnEarlierHandlerOfThePlainKind) {
    const auto child = [] {
        std::signal(SIGSEGV, [](int signal) { std::_Exit(signal == SIGSEGV ? k_handled : 1); });
        overflow("handled", [] { ::raise(SIGSEGV); });
    };
    EXPECT_EXIT(child(), ::testing::ExitedWithCode(k_handled), "");
}

TEST(OtherFaults, SentOnesStayIgnoredWhereTheyWere) {
    const auto child = [] {
        std::signal(SIGSEGV, SIG_IGN);
        overflow("unmoved", [] { ::raise(SIGSEGV); });
        std::_Exit(k_handled);
    };
    EXPECT_EXIT(child(), ::testing::ExitedWithCode(k_handled), "");
}

} // namespace
} // namespace weft::detail
