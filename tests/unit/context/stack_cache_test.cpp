// SPDX-License-Identifier: BSL-1.0
// The cache gives back what it got last, keeps little, and returns everything.
#include "context/stack/stack_cache.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace weft::detail {
namespace {

std::vector<stack*> get(stack_cache& cache, std::size_t count) {
    std::vector<stack*> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(cache.get());
    return all;
}

TEST(StackCache, GivesTheStackPutLastFirst) {
    stack_pool pool{stack_options{}};
    stack_cache cache(pool);
    stack* const a = cache.get();
    stack* const b = cache.get();
    EXPECT_NE(a, b);
    cache.put(a);
    cache.put(b);
    EXPECT_EQ(cache.get(), b);
    EXPECT_EQ(cache.get(), a);
    cache.put(a);
    cache.put(b);
}

TEST(StackCache, KeepsNoMoreThanItsCapacity) {
    stack_pool pool{stack_options{}};
    stack_cache cache(pool);
    const auto all = get(cache, 1000);
    EXPECT_EQ(std::set(all.begin(), all.end()).size(), 1000u);
    for (stack* s : all) cache.put(s);
    EXPECT_LE(pool.live(), stack_cache::k_capacity);
    EXPECT_GE(pool.live(), stack_cache::k_capacity / 2);
    EXPECT_EQ(cache.get(), all.back());
    cache.put(all.back());
}

TEST(StackCache, SharesThePoolWithOthers) {
    stack_pool pool{stack_options{}};
    stack_cache first(pool), second(pool);
    const auto all = get(first, 200);
    for (stack* s : all) second.put(s);
    second.flush();
    first.flush();
    EXPECT_EQ(pool.live(), 0u);
    EXPECT_GE(pool.warm(), 200u);
    const auto again = get(first, 200);
    EXPECT_LE(pool.warm() + 200u, 200u + stack_cache::k_refill);
    for (stack* s : again) first.put(s);
}

TEST(StackCache, ShrinksToARefill) {
    stack_pool pool{stack_options{}};
    stack_cache cache(pool);
    const auto all = get(cache, stack_cache::k_capacity);
    for (stack* s : all) cache.put(s);
    cache.shrink();
    EXPECT_EQ(pool.live(), stack_cache::k_refill);
    EXPECT_EQ(cache.get(), all.back());
    cache.put(all.back());
    cache.shrink();
    EXPECT_EQ(pool.live(), stack_cache::k_refill);
}

TEST(StackCache, FlushesWhenItIsDestroyed) {
    stack_pool pool{stack_options{}};
    {
        stack_cache cache(pool);
        cache.put(cache.get());
        EXPECT_NE(pool.live(), 0u);
    }
    EXPECT_EQ(pool.live(), 0u);
}

} // namespace
} // namespace weft::detail
