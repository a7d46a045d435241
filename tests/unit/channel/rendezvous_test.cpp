// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class Rendezvous : public OverWorkers {};
class RendezvousBesideThreads : public OverWorkersBesideThreads {};

TEST_P(Rendezvous, APushEndsWhenAPopTakesTheItem) {
    run([] {
        channel<int> numbers(0);
        bool pushed = false;
        auto pusher = spawn([&] {
            numbers.push(1);
            pushed = true;
        });
        this_fiber::sleep_for(1ms);
        EXPECT_FALSE(pushed);
        EXPECT_EQ(numbers.size(), 0u);
        EXPECT_EQ(numbers.capacity(), 0u);
        EXPECT_EQ(numbers.pop(), 1);
        pusher.join();
    });
}

TEST_P(Rendezvous, APopWaitsForAPush) {
    run([] {
        channel<int> numbers(0);
        auto popper = spawn([&] { return numbers.pop(); });
        this_fiber::sleep_for(1ms);
        EXPECT_FALSE(popper.done());
        numbers.push(1);
        EXPECT_EQ(popper.join(), 1);
    });
}

TEST_P(Rendezvous, TryPushNeedsAWaitingPopperAndTryPopAWaitingPusher) {
    run([] {
        channel<int> numbers(0);
        int got = 0;
        EXPECT_EQ(numbers.try_push(1), channel_status::full);
        EXPECT_EQ(numbers.try_pop(got), channel_status::empty);
        auto popper = spawn([&] { return numbers.pop(); });
        this_fiber::sleep_for(1ms);
        EXPECT_EQ(numbers.try_push(2), channel_status::success);
        EXPECT_EQ(popper.join(), 2);
        auto pusher = spawn([&] { numbers.push(3); });
        this_fiber::sleep_for(1ms);
        EXPECT_EQ(numbers.try_pop(got), channel_status::success);
        EXPECT_EQ(got, 3);
        pusher.join();
    });
}

TEST_P(Rendezvous, CloseFailsTheWaitingPushersAndEmptiesTheWaitingPoppers) {
    run([] {
        channel<int> full(0), empty(0);
        auto pusher = spawn([&] { full.push(1); });
        auto popper = spawn([&] { return empty.pop(); });
        this_fiber::sleep_for(1ms);
        full.close();
        empty.close();
        EXPECT_THROW(pusher.join(), channel_closed);
        EXPECT_EQ(popper.join(), std::nullopt);
        EXPECT_EQ(full.pop(), std::nullopt); // the item of a push that failed is not popped
    });
}

TEST_P(Rendezvous, PingPongKeepsItsOrder) {
    run([] {
        channel<std::unique_ptr<int>> ping(0), pong(0);
        auto other = spawn([&] {
            for (auto& ball : ping) {
                ++*ball;
                pong.push(std::move(ball));
            }
        });
        auto ball = std::make_unique<int>(0);
        for (int i = 0; i < 500; ++i) {
            ping.push(std::move(ball));
            ball = *pong.pop();
        }
        EXPECT_EQ(*ball, 500);
        ping.close();
        other.join();
    });
}

TEST_P(RendezvousBesideThreads, PlainThreadsMeetFibers) {
    run([] {
        channel<int> there(0), back(0);
        std::thread doubler([&] {
            for (const int number : there) back.push(2 * number);
        });
        for (int i = 0; i < 200; ++i) {
            there.push(i);
            EXPECT_EQ(back.pop(), 2 * i);
        }
        there.close();
        doubler.join();
    });
}

WEFT_OVER_WORKERS(Rendezvous);
WEFT_OVER_REAL_WORKERS(RendezvousBesideThreads);

} // namespace
} // namespace weft::test
