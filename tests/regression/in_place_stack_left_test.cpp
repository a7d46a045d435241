// SPDX-License-Identifier: BSL-1.0
// A fiber that was joined before it had started ran in place with as little as three eighths of options::stack_size,
// and overflowed, although its own stack would have sufficed. Three quarters are promised.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <alloca.h>

#include <cstddef>
#include <cstring>

namespace weft::test {
namespace {

constexpr std::size_t k_kib = 1024;

/// Calls fn() on top of `bytes` of stack that are in use.
template <class Fn>
[[gnu::noinline]] void with_stack_in_use(std::size_t bytes, Fn&& fn) {
    void* const block = ::alloca(bytes);
    std::memset(block, 1, bytes);
    asm volatile("" : : "r"(block) : "memory");
    fn();
    asm volatile("" : : "r"(block) : "memory");
}

class InPlaceStackLeft : public OverWorkers {};

TEST_P(InPlaceStackLeft, IsThreeQuartersHoweverDeepTheJoinerIs) {
    options wanted = how();
    wanted.stack_size = 64 * k_kib;
    int ended = 0;
    run_and_check(wanted, [&] {
        const auto child = [&] { with_stack_in_use(44 * k_kib, [&] { ++ended; }); };
        for (std::size_t depth = 1; depth <= 40; ++depth)
            with_stack_in_use(depth * k_kib, [&] { spawn(child).join(); });
    });
    EXPECT_EQ(ended, 40);
}

WEFT_OVER_WORKERS(InPlaceStackLeft);

} // namespace
} // namespace weft::test
