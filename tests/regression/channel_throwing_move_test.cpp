// SPDX-License-Identifier: BSL-1.0
// A woken popper whose item threw while it was moved left the item in the channel and nobody else was woken for it; the
// same for a woken pusher and its free place.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <utility>

namespace weft::test {
namespace {

/// Throws when it is moved from and the shared counter is at zero.
struct limited_mover {
    int value = 0;
    int* moves_left = nullptr;

    limited_mover(int v, int* left) : value(v), moves_left(left) {}
    limited_mover(limited_mover&& other) : value(other.value), moves_left(other.moves_left) {
        if (--*moves_left == 0) throw std::runtime_error("no more moves");
    }
    limited_mover& operator=(limited_mover&&) = default;
};

class ChannelThrowingMove : public OverWorkers {};

TEST_P(ChannelThrowingMove, OfAPopperLetsTheNextPopperHaveTheItem) {
    run([] {
        channel<limited_mover> items(2);
        int left = 1 << 30;
        int got[2] = {0, 0};
        auto first = spawn([&] { got[0] = items.pop()->value; });
        this_fiber::sleep_for(std::chrono::milliseconds(1));
        auto second = spawn([&] { got[1] = items.pop()->value; });
        this_fiber::sleep_for(std::chrono::milliseconds(1));
        left = 1; // the move into the first popper's hands throws
        limited_mover item(7, &left);
        EXPECT_THROW(static_cast<void>(items.try_push(std::move(item))), std::runtime_error);
        EXPECT_EQ(items.try_push(std::move(item)), channel_status::success); // whoever is first
        EXPECT_EQ(items.try_push(limited_mover(8, &left)), channel_status::success);
        first.join();
        second.join();
        EXPECT_EQ(got[0] + got[1], 15);
    });
}

TEST_P(ChannelThrowingMove, OfAPusherWakesTheNextPusher) {
    run([] {
        channel<limited_mover> items(1);
        int left = 1 << 30;
        int mood = 1 << 30;
        items.push(limited_mover(1, &left));
        bool first_threw = false;
        auto first = spawn([&] {
            limited_mover item(2, &mood);
            try {
                items.push(std::move(item));
            } catch (const std::runtime_error&) {
                first_threw = true;
            }
        });
        this_fiber::sleep_for(std::chrono::milliseconds(1));
        auto second = spawn([&] { items.push(limited_mover(3, &left)); });
        this_fiber::sleep_for(std::chrono::milliseconds(1));
        mood = 1; // the next move of the first pusher's item throws: the one into the channel
        EXPECT_EQ(items.pop()->value, 1);
        EXPECT_EQ(items.pop()->value, 3);
        first.join();
        second.join();
        EXPECT_TRUE(first_threw);
    });
}

WEFT_OVER_WORKERS(ChannelThrowingMove);

} // namespace
} // namespace weft::test
