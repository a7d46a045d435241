// SPDX-License-Identifier: BSL-1.0
#include "queue/injector.hpp"

#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

namespace weft::detail {
namespace {

struct node {
    int number = 0;
    node* next = nullptr;
};

/// An entry as the injector wants it: a handle whose link is elsewhere.
struct handle {
    node* to = nullptr;
    explicit operator bool() const { return to != nullptr; }
    handle next() const { return handle{to->next}; }
    void set_next(handle behind) const { to->next = behind.to; }
};
static_assert(sizeof(handle) == sizeof(node*));

std::vector<int> numbers_of(entry_chain<handle> chain) {
    std::vector<int> numbers;
    while (const handle each = chain.pop_front()) numbers.push_back(each.to->number);
    return numbers;
}

class Injector : public ::testing::Test {
protected:
    Injector() {
        for (int i = 0; i < 10; ++i) nodes[static_cast<std::size_t>(i)].number = i;
    }
    void fill(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) queue.push({&nodes[i]});
    }
    std::array<node, 10> nodes;
    injector<handle> queue;
};

TEST_F(Injector, IsFirstInFirstOut) {
    fill(5);
    EXPECT_EQ(queue.size(), 5u);
    EXPECT_EQ(numbers_of(queue.pop_chain(3)), (std::vector{0, 1, 2}));
    EXPECT_EQ(numbers_of(queue.pop_chain(9)), (std::vector{3, 4}));
    EXPECT_EQ(numbers_of(queue.pop_chain(9)), std::vector<int>{});
    EXPECT_EQ(queue.size(), 0u);
}

TEST_F(Injector, TakesAChainAsAWhole) {
    entry_chain<handle> chain, none;
    for (std::size_t i = 2; i < 5; ++i) chain.push_back({&nodes[i]});
    fill(2);
    queue.push_chain(chain);
    queue.push_chain(none);
    EXPECT_EQ(numbers_of(queue.pop_chain(9)), (std::vector{0, 1, 2, 3, 4}));
}

TEST_F(Injector, WhatComesAfterAChainComesBehindIt) {
    for (const std::size_t before : {0u, 2u}) {
        entry_chain<handle> chain;
        for (std::size_t i = 2; i < 5; ++i) chain.push_back({&nodes[i]});
        fill(before);
        queue.push_chain(chain);
        queue.push({&nodes[5]});
        std::vector<int> expected;
        for (int i = before == 0 ? 2 : 0; i <= 5; ++i) expected.push_back(i);
        EXPECT_EQ(numbers_of(queue.pop_chain(9)), expected);
    }
}

TEST_F(Injector, SweepDropsTheStaleOnly) {
    fill(6);
    queue.sweep([](handle each) { return each.to->number % 2 == 0; });
    EXPECT_EQ(queue.size(), 3u);
    EXPECT_EQ(numbers_of(queue.pop_chain(9)), (std::vector{1, 3, 5}));
}

TEST_F(Injector, DropFrontWhileStopsAtTheFirstThatStays) {
    fill(6);
    queue.drop_front_while([](handle each) { return each.to->number != 2; });
    EXPECT_EQ(numbers_of(queue.pop_chain(9)), (std::vector{2, 3, 4, 5}));
    fill(3);
    queue.drop_front_while([](handle) { return true; });
    EXPECT_EQ(queue.size(), 0u);
    fill(1);
    EXPECT_EQ(numbers_of(queue.pop_chain(9)), std::vector{0});
}

TEST_F(Injector, LosesNothingBetweenThreads) {
    constexpr std::size_t k_each = 10'000;
    std::vector<node> all(4 * k_each);
    std::vector<std::thread> pushers;
    for (std::size_t t = 0; t < 4; ++t)
        pushers.emplace_back([&, t] {
            for (std::size_t i = 0; i < k_each; ++i) queue.push({&all[t * k_each + i]});
        });
    std::size_t got = 0;
    while (got < all.size()) {
        entry_chain<handle> chain = queue.pop_chain(7);
        while (const handle each = chain.pop_front()) got += static_cast<std::size_t>(++each.to->number);
    }
    for (auto& each : pushers) each.join();
    for (const node& each : all) ASSERT_EQ(each.number, 1);
}

} // namespace
} // namespace weft::detail
