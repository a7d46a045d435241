// SPDX-License-Identifier: BSL-1.0
// A fiber that got no stack was refused for the reason of an earlier one, although others had got theirs in between:
// its error named a limit that had long been raised.
#include "support/child.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

constexpr std::size_t k_huge_stack = std::size_t{1} << 40; // bytes of address space: few fit

void limit_address_space_to(rlim_t bytes) {
    const rlimit limit{bytes, RLIM_INFINITY};
    ::setrlimit(RLIMIT_AS, &limit);
}

rlim_t address_space_in_use() {
    rlim_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    return pages * 4096;
}

/// Suspends fibers until one gets no stack; the limit that its error names.
std::string limit_that_is_met(std::vector<fiber<void>>& waiting, channel<int>& gate) {
    for (;;) {
        auto next = spawn([&] { gate.pop(); });
        this_fiber::yield();
        if (!next.done()) {
            waiting.push_back(std::move(next));
            continue;
        }
        try {
            next.join();
        } catch (const resource_error& error) {
            return error.limit();
        }
    }
}

int meet_two_limits() {
    channel<int> gate(1);
    std::vector<fiber<void>> waiting;
    limit_address_space_to(address_space_in_use() + (rlim_t{64} << 20));
    const std::string first = limit_that_is_met(waiting, gate);
    const std::size_t before = waiting.size();
    limit_address_space_to(RLIM_INFINITY);
    const std::string second = limit_that_is_met(waiting, gate);
    const bool got_stacks = waiting.size() > before;
    gate.close();
    for (auto& each : waiting) each.join();
    if (first != "RLIMIT_AS" || !got_stacks) return 5;
    return second == "memory" ? 0 : 4;
}

TEST(RefusalReason, IsThatOfTheFiberThatIsRefusedNow) {
    if (is_sanitized()) GTEST_SKIP() << "a sanitizer needs address space itself";
    const child_end end = in_child(
        [] {
            try {
                std::_Exit(run(options{.workers = 1, .stack_size = k_huge_stack}, [] { return meet_two_limits(); }));
            } catch (const resource_error&) {
                std::_Exit(5);
            }
        },
        20);
    if (end.status == 5) GTEST_SKIP() << "this system has no room for many large stacks";
    EXPECT_EQ(end.status, 0) << end.error_text;
}

} // namespace
} // namespace weft::test
