// SPDX-License-Identifier: BSL-1.0
// When the system refuses more stacks, the error names the limit, the stacks there are stay as they were, and released
// ones are handed out again. Each test runs in a child process that lowers its own limits.
#include "context/stack/stack_pool.hpp"
#include "unit/context/resident.hpp"

#include <weft/resource_error.hpp>

#include <gtest/gtest.h>

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
    } catch (const resource_error& error) {
        why = {error.limit(), error.what()};
    }
    return all;
}

// Ends the child: 0 when all went as promised, else with the number of the broken promise.
[[noreturn]] void exhaust(guard_kind kind, const char* limit, const char* setting, std::size_t at_least) {
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
    const rlimit limit{address_space_in_use() + more, RLIM_INFINITY};
    ::setrlimit(RLIMIT_AS, &limit);
}

bool has_sanitizer() { return WEFT_ASAN || WEFT_TSAN; }

// False where the limit means nothing: a sanitizer needs the address space itself, an emulator does not enforce it.
bool address_space_can_be_limited() {
    if (has_sanitizer()) return false;
    const pid_t child = ::fork();
    if (child == 0) {
        allow_address_space(std::size_t{1} << 20);
        void* const at = ::mmap(nullptr, std::size_t{1} << 30, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        std::_Exit(at == MAP_FAILED ? 0 : 1);
    }
    int status = 1;
    ::waitpid(child, &status, 0);
    return status == 0;
}

TEST(StackLimits, AddressSpaceIsNamed) {
    if (!address_space_can_be_limited()) GTEST_SKIP() << "RLIMIT_AS has no meaning here";
    const auto child = [] {
        allow_address_space(std::size_t{64} << 20);
        exhaust(available_guard(), "RLIMIT_AS", "ulimit -v", 500);
    };
    EXPECT_EXIT(child(), ::testing::ExitedWithCode(0), "");
}

TEST(StackLimits, MapCountIsNamedWhenGuardsAreProtected) {
    if (has_sanitizer()) GTEST_SKIP() << "a sanitizer maps by itself";
    std::size_t most = 0;
    std::ifstream("/proc/sys/vm/max_map_count") >> most;
    if (most == 0 || most > 200'000) GTEST_SKIP() << "vm.max_map_count is " << most;
    const auto child = [most] { exhaust(guard_kind::protect, "vm.max_map_count", "vm.max_map_count", most / 2 - 300); };
    EXPECT_EXIT(child(), ::testing::ExitedWithCode(0), "");
}

TEST(StackLimits, ABatchIsCutShort) {
    if (!address_space_can_be_limited()) GTEST_SKIP() << "RLIMIT_AS has no meaning here";
    const auto child = [] {
        static std::array<stack*, 1000> got;
        stack_pool pool{stack_options{}};
        allow_address_space(std::size_t{16} << 20);
        const std::size_t count = pool.allocate_batch(got);
        std::_Exit(count > 50 && count < 1000 && pool.live() == count ? 0 : 1);
    };
    EXPECT_EXIT(child(), ::testing::ExitedWithCode(0), "");
}

TEST(ResourceError, NamesItsLimit) {
    const resource_error error("RLIMIT_AS", "no room");
    EXPECT_EQ(error.limit(), "RLIMIT_AS");
    EXPECT_STREQ(error.what(), "no room");
}

} // namespace
} // namespace weft::detail
