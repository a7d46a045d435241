// SPDX-License-Identifier: BSL-1.0
// A channel's iterator popped an item and then moved it again: when that move threw, the item was lost.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace weft::test {
namespace {

/// Throws when it is moved from and its counter arrives at zero.
struct moody {
    int value = 0;
    int* moves_left = nullptr;

    moody(int number, int* left) : value(number), moves_left(left) {}
    moody(moody&& other) : value(other.value), moves_left(other.moves_left) {
        if (--*moves_left == 0) throw std::runtime_error("moody");
        other.value = -1;
    }
    moody& operator=(moody&&) = delete;
};

constexpr int k_never = 1 << 20;

/// The item's value, whether take() got it or threw and left it where it was.
template <class Take>
int taken_or_left(channel<moody>& items, int& moves_left, int throw_at, Take&& take) {
    moves_left = throw_at;
    try {
        return take();
    } catch (const std::runtime_error&) {
        moves_left = k_never;
        items.close();
        const auto left = items.pop();
        return left ? left->value : -1;
    }
}

class ChannelIteratorThrowingMove : public OverWorkers {};

TEST_P(ChannelIteratorThrowingMove, OfItsFirstItemLosesNothing) {
    for (int throw_at = 1; throw_at < 5; ++throw_at)
        run([&] {
            channel<moody> items(2);
            int moves_left = k_never;
            items.push(moody(7, &moves_left));
            EXPECT_EQ(taken_or_left(items, moves_left, throw_at, [&] { return items.begin()->value; }), 7) << throw_at;
        });
}

TEST_P(ChannelIteratorThrowingMove, OfALaterItemLosesNothing) {
    for (int throw_at = 1; throw_at < 5; ++throw_at)
        run([&] {
            channel<moody> items(2);
            int moves_left = k_never;
            items.push(moody(6, &moves_left));
            items.push(moody(7, &moves_left));
            auto at = items.begin();
            const auto step = [&] { return (++at)->value; };
            EXPECT_EQ(taken_or_left(items, moves_left, throw_at, step), 7) << throw_at;
        });
}

WEFT_OVER_WORKERS(ChannelIteratorThrowingMove);

} // namespace
} // namespace weft::test
