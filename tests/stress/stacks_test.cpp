// SPDX-License-Identifier: BSL-1.0
// Stacks in large numbers: what they cost in memory and mappings, and that the memory comes back.
#include "context/stack/stack_pool.hpp"
#include "support/ageing.hpp"
#include "support/memory.hpp"
#include "unit/context/hand_fiber.hpp"
#include "unit/context/resident.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace weft::detail {
namespace {

using test::mapping_count;
using test::resident_bytes;

TEST(Stacks, AHundredThousandTouchedTakeAPageEach) {
    if (WEFT_ASAN || WEFT_TSAN || available_guard() != guard_kind::mark) GTEST_SKIP() << "needs marked guards";
    constexpr std::size_t k_count = 100'000;
    std::vector<stack*> all(k_count);
    stack_pool pool{stack_options{}};
    const std::size_t before = resident_bytes();
    ASSERT_EQ(pool.allocate_batch(all), k_count);
    const std::size_t taken = resident_bytes() - before;
    EXPECT_LE(taken, k_count * 4300);
    EXPECT_LE(pool.mappings(), 16u);
    for (std::size_t i = 0; i + 1 < k_count; ++i) all[i]->next = all[i + 1];
    all.back()->next = nullptr;
    pool.release_batch(all[0]);
    test::age_out(pool);
    EXPECT_LE(resident_bytes(), before + taken / 10);
}

TEST(Stacks, ManyNeedFewMappings) { // a million do, too: see MillionFibers
    if (WEFT_ASAN || WEFT_TSAN || available_guard() != guard_kind::mark) GTEST_SKIP() << "needs marked guards";
    constexpr std::size_t k_count = 200'000;
    std::vector<stack*> all(k_count);
    stack_pool pool{stack_options{}};
    const std::size_t before = mapping_count();
    ASSERT_EQ(pool.allocate_batch(all), k_count);
    EXPECT_LE(pool.mappings(), 16u);
    EXPECT_LE(mapping_count(), before + 16);
    EXPECT_EXIT(*const_cast<volatile std::byte*>(all.back()->bottom - 1) = std::byte{1}, died_of_fault, "");
    for (stack* s : all) pool.release(s);
    EXPECT_EQ(pool.live(), 0u);
}

TEST(Stacks, TenThousandSuspendedFibersTakeAPageEach) {
    if (WEFT_ASAN || WEFT_TSAN) GTEST_SKIP() << "frames are larger under a sanitizer";
    constexpr std::size_t k_count = 10'000;
    using fiber = hand_fiber<default_context>;
    stack_pool pool{stack_options{}};
    execution here;
    std::vector<std::unique_ptr<fiber>> fibers(k_count);
    for (auto& f : fibers) f = std::make_unique<fiber>(pool, [](fiber& self) { self.leave(); });
    const std::size_t before = resident_bytes();
    for (auto& f : fibers) f->resume(here);
    EXPECT_LE(resident_bytes(), before + k_count * 100);
    for (auto& f : fibers) f->resume(here);
}

} // namespace
} // namespace weft::detail
