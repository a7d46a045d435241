// SPDX-License-Identifier: BSL-1.0
// When the system refuses more stacks, the error names the limit, the stacks there are stay as they were, and released
// ones are handed out again. Each test runs in a child process that lowers its own limits.
#include "context/stack_pool.hpp"
#include "unit/context/resident.hpp"

#include <gtest/gtest.h>

#include <weft/resource_error.hpp>

#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace weft::detail {
namespace {

struct refusal {
    std::string limit;
    std::string text;
};

// Takes stacks until one is refused. They are linked by `next`; nothing else may need memory any more.
stack* take_all(stack_pool& pool, refusal& why, std::size_t& count) {
    stack* all = nullptr;
    try {
        for (;; ++count) {
            stack* const s = pool.allocate();
            s->bottom[0] = std::byte{0x5A};
            s->next = std::exchange(all, s);
        }
    } catch (resource_error const& error) {
        why = {error.limit(), error.what()};
    }
    return all;
}

// Ends the child: 0 when all went as promised, else with the number of the broken promise.
[[noreturn]] void exhaust(guard_kind kind, char const* limit, char const* setting, std::size_t at_least) {
    stack_pool pool({}, kind);
    refusal why;
    std::size_t count = 0;
    stack* const all = take_all(pool, why, count);
    if (why.limit != limit || why.text.find(setting) == std::string::npos) {
        std::fprintf(stderr, "%zu stacks, limit '%s': %s\n", count, why.limit.c_str(), why.text.c_str());
        std::_Exit(1);
    }
    if (count < at_least || pool.live() != count) std::_Exit(2);
    for (stack* s = all; s != nullptr; s = s->next) {
        if (s->bottom[0] != std::byte{0x5A}) std::_Exit(3);
    }
    stack* three = all->next->next;
    stack* const rest = std::exchange(three->next, nullptr);
    pool.release_batch(all);
    std::array<stack*, 4> again{};
    if (pool.allocate_batch(again) != 3) std::_Exit(4);
    for (stack* s : std::span(again).first(3)) pool.release(s);
    pool.release_batch(rest);
    if (pool.live() != 0) std::_Exit(5);
    if (pool.allocate() == nullptr) std::_Exit(6);
    std::_Exit(0);
}

std::size_t address_space_in_use() {
    std::size_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages * 4096;
}

void allow_address_space(std::size_t more) {
    rlimit const limit{address_space_in_use() + more, RLIM_INFINITY};
    ::setrlimit(RLIMIT_AS, &limit);
}

bool limits_can_be_lowered() { return !WEFT_ASAN && !WEFT_TSAN; }

TEST(StackLimits, AddressSpaceIsNamed) {
    if (!limits_can_be_lowered()) GTEST_SKIP() << "a sanitizer needs the address space itself";
    auto const child = [] {
        allow_address_space(std::size_t{64} << 20);
        exhaust(available_guard(), "RLIMIT_AS", "ulimit -v", 500);
    };
    EXPECT_EXIT(child(), ::testing::ExitedWithCode(0), "");
}

TEST(StackLimits, MapCountIsNamedWhenGuardsAreProtected) {
    if (!limits_can_be_lowered()) GTEST_SKIP() << "a sanitizer maps by itself";
    std::size_t most = 0;
    std::ifstream("/proc/sys/vm/max_map_count") >> most;
    if (most == 0 || most > 200'000) GTEST_SKIP() << "vm.max_map_count is " << most;
    auto const child = [most] {
        exhaust(guard_kind::protect, "vm.max_map_count", "vm.max_map_count", most / 2 - 300);
    };
    EXPECT_EXIT(child(), ::testing::ExitedWithCode(0), "");
}

TEST(StackLimits, ABatchIsCutShort) {
    if (!limits_can_be_lowered()) GTEST_SKIP() << "a sanitizer needs the address space itself";
    auto const child = [] {
        static std::array<stack*, 1000> got;
        stack_pool pool{stack_options{}};
        allow_address_space(std::size_t{16} << 20);
        std::size_t const count = pool.allocate_batch(got);
        std::_Exit(count > 50 && count < 1000 && pool.live() == count ? 0 : 1);
    };
    EXPECT_EXIT(child(), ::testing::ExitedWithCode(0), "");
}

TEST(ResourceError, NamesItsLimit) {
    resource_error const error("RLIMIT_AS", "no room");
    EXPECT_EQ(error.limit(), "RLIMIT_AS");
    EXPECT_STREQ(error.what(), "no room");
}

} // namespace
} // namespace weft::detail
