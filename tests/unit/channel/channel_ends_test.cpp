// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <thread>
#include <utility>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class ChannelEnds : public OverWorkers {};
class ChannelEndsBesideThreads : public OverWorkersBesideThreads {};

TEST_P(ChannelEnds, TheLastSenderClosesTheChannel) {
    run([] {
        auto [out, in] = make_channel<int>(4);
        auto copy = out;
        out.push(1);
        out.close();
        EXPECT_FALSE(in.is_closed());
        copy.push(2);
        { const auto moved = std::move(copy); }
        EXPECT_TRUE(in.is_closed());
        EXPECT_EQ(in.pop(), 1);
        EXPECT_EQ(in.pop(), 2);
        EXPECT_EQ(in.pop(), std::nullopt);
    });
}

TEST_P(ChannelEnds, TheLastReceiverClosesTheChannel) {
    run([] {
        auto [out, in] = make_channel<std::shared_ptr<int>>(1);
        const auto item = std::make_shared<int>(1);
        out.push(item);
        auto waiting = spawn([sender = out, item]() mutable { sender.push(item); });
        this_fiber::sleep_for(1ms);
        auto copy = in;
        in.close();
        EXPECT_FALSE(out.is_closed());
        copy.close();
        EXPECT_THROW(waiting.join(), channel_closed);
        EXPECT_THROW(out.push(item), channel_closed);
        out.close();
        EXPECT_EQ(item.use_count(), 1); // what nobody can pop any more is gone with the channel
    });
}

TEST_P(ChannelEnds, ARangeForEndsWithTheLastSender) {
    run([] {
        auto [out, in] = make_channel<int>(unbounded);
        std::vector<fiber<void>> producers;
        for (int i = 1; i <= 3; ++i)
            producers.push_back(spawn([sender = out, i]() mutable {
                for (int k = 0; k < 10; ++k) sender.push(i);
            }));
        out.close();
        for (auto& each : producers) each.join(); // a joined fiber's callable is gone
        int sum = 0;
        for (const int each : in) sum += each;
        EXPECT_EQ(sum, 60);
    });
}

TEST_P(ChannelEnds, SelectTakesThem) {
    run([] {
        auto [out, in] = make_channel<int>(1);
        int got = 0;
        EXPECT_EQ(weft::select(on_push(out, 3), after(1h)), 0u);
        EXPECT_EQ(weft::select(on_pop(in, [&](std::optional<int> item) { got = *item; }), after(1h)), 0u);
        EXPECT_EQ(got, 3);
        EXPECT_EQ(out.push_for(1, 1ms), channel_status::success);
        EXPECT_EQ(in.pop_for(got, 1ms), channel_status::success);
        EXPECT_EQ(in.try_pop(got), channel_status::empty);
    });
}

TEST_P(ChannelEnds, AOneShotCarriesOneValue) {
    run([] {
        auto [give, take] = make_one_shot<std::unique_ptr<int>>();
        auto giver = spawn([mine = std::move(give)]() mutable {
            this_fiber::sleep_for(1ms);
            EXPECT_TRUE(mine.push(std::make_unique<int>(7)));
            auto second = std::make_unique<int>(8);
            EXPECT_FALSE(mine.push(std::move(second)));
            EXPECT_NE(second, nullptr);
        });
        EXPECT_EQ(**take.pop(), 7);
        EXPECT_EQ(take.pop(), std::nullopt);
        giver.join();
    });
}

TEST_P(ChannelEnds, AOneShotIsBrokenWhenItsSenderGoes) {
    run([] {
        auto [give, take] = make_one_shot<int>();
        auto giver = spawn([mine = std::move(give)] { this_fiber::sleep_for(1ms); });
        std::optional<int> got;
        EXPECT_EQ(take.pop_for(got, 1us), channel_status::timeout);
        EXPECT_EQ(take.pop(), std::nullopt);
        giver.join();
    });
}

TEST_P(ChannelEnds, AOneShotSaysWhenItsReceiverIsGone) {
    run([] {
        auto [give, take] = make_one_shot<int>();
        { const auto gone = std::move(take); }
        EXPECT_FALSE(give.push(1));
    });
}

TEST_P(ChannelEndsBesideThreads, WorkFromPlainThreads) {
    run([] {
        auto [out, in] = make_channel<int>(0);
        std::thread producer([sender = std::move(out)]() mutable {
            for (int i = 0; i < 100; ++i) sender.push(i);
            sender.close();
        });
        int expected = 0;
        for (const int each : in) EXPECT_EQ(each, expected++);
        EXPECT_EQ(expected, 100);
        producer.join();
    });
}

WEFT_OVER_WORKERS(ChannelEnds);
WEFT_OVER_REAL_WORKERS(ChannelEndsBesideThreads);

} // namespace
} // namespace weft::test
