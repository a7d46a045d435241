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

TEST_P(ChannelThrowingMove, OfAPopperWakesTheNextPopper) {
    run([] {
        channel<limited_mover> items(2);
        int left = 1 << 30;
        bool first_threw = false;
        int got = 0;
        auto first = spawn([&] {
            try {
                items.pop();
            } catch (const std::runtime_error&) {
                first_threw = true;
            }
        });
        this_fiber::sleep_for(std::chrono::milliseconds(1));
        auto second = spawn([&] { got = items.pop()->value; });
        this_fiber::sleep_for(std::chrono::milliseconds(1));
        left = 2; // the move into the channel, then the first popper's
        items.push(limited_mover(7, &left));
        this_fiber::sleep_for(std::chrono::milliseconds(1));
        const bool second_is_done = second.done();
        EXPECT_TRUE(second_is_done);
        if (!second_is_done) items.close(); // so that the test ends
        first.join();
        second.join();
        EXPECT_TRUE(first_threw);
        EXPECT_EQ(got, 7);
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
        this_fiber::sleep_for(std::chrono::milliseconds(1));
        EXPECT_TRUE(second.done());
        EXPECT_EQ(items.pop()->value, 3);
        first.join();
        second.join();
        EXPECT_TRUE(first_threw);
    });
}

WEFT_OVER_WORKERS(ChannelThrowingMove);

} // namespace
} // namespace weft::test
