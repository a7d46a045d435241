// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/intrusive_fifo.hpp>

#include <gtest/gtest.h>

#include <array>

namespace weft::detail {
namespace {

struct item {
    int number = 0;
    item* next = nullptr;
};
using fifo = intrusive_fifo<item, &item::next>;

TEST(IntrusiveFifo, StartsEmpty) {
    fifo list;
    EXPECT_TRUE(list.empty());
    EXPECT_EQ(list.front(), nullptr);
    EXPECT_EQ(list.pop_front(), nullptr);
}

TEST(IntrusiveFifo, GivesBackInTheOrderOfPushes) {
    std::array<item, 3> items;
    fifo list;
    for (auto& each : items) list.push_back(&each);
    EXPECT_EQ(list.front(), &items[0]);
    for (auto& each : items) EXPECT_EQ(list.pop_front(), &each);
    EXPECT_TRUE(list.empty());
    list.push_back(&items[1]); // again, after it was empty
    EXPECT_EQ(list.pop_front(), &items[1]);
}

TEST(IntrusiveFifo, SplicesBehindItsOwn) {
    std::array<item, 4> items;
    fifo one, two, none;
    one.push_back(&items[0]);
    two.push_back(&items[1]);
    two.push_back(&items[2]);
    one.splice_back(none);
    one.splice_back(two);
    one.push_back(&items[3]);
    EXPECT_TRUE(two.empty());
    for (auto& each : items) EXPECT_EQ(one.pop_front(), &each);
    none.splice_back(one);
    EXPECT_TRUE(none.empty());
}

} // namespace
} // namespace weft::detail
