// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class Broadcast : public OverWorkers {};
class BroadcastBesideThreads : public OverWorkersBesideThreads {};

TEST_P(Broadcast, EverySubscriberGetsEveryItemInOrder) {
    run([] {
        broadcast<std::string> news(4);
        std::vector<fiber<int>> readers;
        for (int i = 0; i < 5; ++i)
            readers.push_back(spawn([mine = news.subscribe()]() mutable {
                int expected = 0;
                for (const std::string& each : mine) EXPECT_EQ(each, std::to_string(expected++));
                return expected;
            }));
        for (int i = 0; i < 100; ++i) news.push(std::to_string(i));
        news.close();
        for (auto& each : readers) EXPECT_EQ(each.join(), 100);
    });
}

TEST_P(Broadcast, ASubscriberSeesWhatIsPushedFromThenOn) {
    run([] {
        broadcast<int> news(4);
        auto early = news.subscribe();
        news.push(1);
        auto late = news.subscribe();
        news.push(2);
        EXPECT_EQ(news.subscribers(), 2u);
        EXPECT_EQ(early.pop(), 1);
        EXPECT_EQ(early.pop(), 2);
        EXPECT_EQ(late.pop(), 2);
        std::optional<int> item;
        EXPECT_EQ(late.try_pop(item), channel_status::empty);
    });
}

TEST_P(Broadcast, OneThatLagsBehindLeavesTheOthersTheirItems) {
    run([] {
        broadcast<int> news(2, lag::drop_oldest);
        auto mine = news.subscribe();
        {
            const auto lagging = news.subscribe();
            for (int i = 1; i <= 4; ++i) news.push(i); // it has missed two when it leaves
        }
        news.close();
        EXPECT_EQ(mine.pop(), 3);
        EXPECT_EQ(mine.pop(), 4);
        EXPECT_EQ(mine.pop(), std::nullopt);
        EXPECT_EQ(mine.missed(), 2u);
    });
}

TEST_P(Broadcast, WithoutSubscribersAnItemIsGoneAtOnce) {
    run([] {
        broadcast<int> news(1);
        for (int i = 0; i < 10; ++i) news.push(i);
        auto mine = news.subscribe();
        std::optional<int> item;
        EXPECT_EQ(mine.pop_for(item, 1ms), channel_status::timeout);
    });
}

TEST_P(Broadcast, WithLagWaitThePusherWaitsForTheSlowest) {
    run([] {
        broadcast<int> news(2, lag::wait);
        auto quick = news.subscribe(), slow = news.subscribe();
        news.push(1);
        news.push(2);
        EXPECT_EQ(quick.pop(), 1);
        EXPECT_EQ(quick.pop(), 2);
        EXPECT_EQ(news.try_push(3), channel_status::full);
        EXPECT_EQ(news.push_for(3, 1ms), channel_status::timeout);
        auto pusher = spawn([&] { news.push(3); });
        this_fiber::sleep_for(1ms);
        EXPECT_FALSE(pusher.done());
        EXPECT_EQ(slow.pop(), 1);
        pusher.join();
        EXPECT_EQ(quick.pop(), 3);
        EXPECT_EQ(slow.pop(), 2);
        EXPECT_EQ(slow.pop(), 3);
        EXPECT_EQ(slow.missed(), 0u);
    });
}

TEST_P(Broadcast, ASubscriberThatLeavesHoldsNobodyUp) {
    run([] {
        broadcast<int> news(1);
        std::optional<subscription<int>> slow(news.subscribe());
        auto quick = news.subscribe();
        news.push(1);
        std::vector<fiber<void>> pushers;
        pushers.push_back(spawn([&] { news.push(2); }));
        this_fiber::sleep_for(1ms);
        EXPECT_EQ(quick.pop(), 1);
        EXPECT_FALSE(pushers[0].done());
        slow.reset();
        pushers[0].join();
        EXPECT_EQ(quick.pop(), 2);
        news.push(3);
        pushers.push_back(spawn([&] { news.push(4); }));
        pushers.push_back(spawn([&] { news.push(5); }));
        this_fiber::sleep_for(1ms);
        {
            const auto gone = std::move(quick); // the last: whoever waits may go
        }
        pushers[1].join();
        pushers[2].join();
    });
}

TEST_P(Broadcast, WithLagDropOldestTheSlowLearnWhatTheyMissed) {
    run([] {
        broadcast<int> news(3, lag::drop_oldest);
        auto quick = news.subscribe(), slow = news.subscribe();
        for (int i = 0; i < 10; ++i) {
            news.push(i);
            EXPECT_EQ(quick.pop(), i);
        }
        EXPECT_EQ(quick.missed(), 0u);
        EXPECT_EQ(slow.pop(), 7);
        EXPECT_EQ(slow.missed(), 7u);
        EXPECT_EQ(slow.pop(), 8);
        EXPECT_EQ(slow.pop(), 9);
        EXPECT_EQ(slow.missed(), 7u);
    });
}

TEST_P(Broadcast, ASubscriptionThatIsAssignedToIsTheOtherOneFromThenOn) {
    run([] {
        broadcast<int> news(1, lag::drop_oldest);
        auto slow = news.subscribe();
        for (int i = 1; i <= 3; ++i) news.push(i);
        EXPECT_EQ(slow.pop(), 3);
        auto mine = news.subscribe();
        EXPECT_EQ(mine.missed(), 0u);
        mine = std::move(slow);
        EXPECT_EQ(mine.missed(), 2u);
        EXPECT_EQ(news.subscribers(), 1u);
        news.push(4);
        news.push(5);
        EXPECT_EQ(mine.pop(), 5);
        EXPECT_EQ(mine.missed(), 3u);
    });
}

TEST_P(Broadcast, CloseDrainsSubscribersAndFailsPushers) {
    run([] {
        broadcast<int> news(1);
        auto mine = news.subscribe();
        news.push(1);
        auto pusher = spawn([&] { news.push(2); });
        this_fiber::sleep_for(1ms);
        news.close();
        news.close();
        EXPECT_THROW(pusher.join(), channel_closed);
        EXPECT_THROW(news.push(3), channel_closed);
        EXPECT_EQ(news.try_push(3), channel_status::closed);
        EXPECT_EQ(mine.pop(), 1);
        EXPECT_EQ(mine.pop(), std::nullopt);
        std::optional<int> item;
        EXPECT_EQ(mine.try_pop(item), channel_status::closed);
        EXPECT_EQ(mine.pop_for(item, 1h), channel_status::closed);
    });
}

TEST_P(Broadcast, CloseFailsPushersAlsoWithoutSubscribers) {
    run([] {
        broadcast<int> news(1);
        news.close();
        EXPECT_THROW(news.push(1), channel_closed);
        EXPECT_EQ(news.try_push(1), channel_status::closed);
        EXPECT_THROW(weft::select(on_push(news, 1)), channel_closed);
    });
}

TEST_P(Broadcast, CloseWakesWaitingSubscribers) {
    run([] {
        broadcast<int> news(1);
        auto reader = spawn([mine = news.subscribe()]() mutable { return mine.pop(); });
        this_fiber::sleep_for(1ms);
        news.close();
        EXPECT_EQ(reader.join(), std::nullopt);
    });
}

TEST_P(Broadcast, LetsGoOfWhatAllHaveRead) {
    run([] {
        const auto item = std::make_shared<int>(1);
        broadcast<std::shared_ptr<int>> news(4);
        auto one = news.subscribe(), two = news.subscribe();
        for (int i = 0; i < 3; ++i) news.push(item);
        for (int i = 0; i < 3; ++i) one.pop();
        EXPECT_EQ(item.use_count(), 4);
        for (int i = 0; i < 3; ++i) two.pop();
        EXPECT_EQ(item.use_count(), 1);
    });
}

/// Throws when it is copied and `*copies_left` arrives at zero.
struct shy {
    int value;
    int* copies_left;
    shy(int number, int* left) : value(number), copies_left(left) {}
    shy(const shy& other) : value(other.value), copies_left(other.copies_left) {
        if (--*copies_left == 0) throw std::runtime_error("shy");
    }
    shy(shy&&) noexcept = default;
    shy& operator=(shy&&) noexcept = default;
};

TEST_P(Broadcast, AfterACopyThatThrewTheNextPopTriesAgain) {
    run([] {
        broadcast<shy> news(2);
        auto mine = news.subscribe();
        int left = 1;
        news.push(shy(1, &left));
        EXPECT_THROW(mine.pop(), std::runtime_error);
        EXPECT_EQ(mine.pop()->value, 1);
    });
}

/// Throws when it is moved and `*moves_left` arrives at zero.
struct clumsy {
    int value = 0;
    int* moves_left = nullptr;
    clumsy(int number, int* left) : value(number), moves_left(left) {}
    clumsy(const clumsy&) = default;
    clumsy& operator=(const clumsy&) = default;
    clumsy(clumsy&& other) : clumsy(static_cast<const clumsy&>(other)) {
        if (--*moves_left == 0) throw std::runtime_error("clumsy");
    }
    clumsy& operator=(clumsy&&) = default;
};

/// The one move that throws is each of those that a push makes, one after the other.
TEST_P(Broadcast, WhatTheMoveOfASelectedPushThrowsIsThrownBySelect) {
    run([] {
        int most = 1 << 20;
        broadcast<clumsy> news(2);
        auto mine = news.subscribe();
        EXPECT_EQ(weft::select(on_push(news, clumsy(1, &most))), 0u);
        EXPECT_EQ(mine.pop()->value, 1);
        const int moves = (1 << 20) - most;
        ASSERT_GT(moves, 0);
        int thrown = 0, pushed = 0;
        for (int at = 1; at <= moves; ++at) {
            int left = at;
            bool is_called = false;
            try {
                weft::select(on_push(news, clumsy(at, &left), [&] { is_called = true; }));
                EXPECT_TRUE(is_called);
                ++pushed;
            } catch (const std::runtime_error&) {
                EXPECT_FALSE(is_called);
                ++thrown;
            }
        }
        news.close();
        int got = 0;
        while (mine.pop()) ++got;
        EXPECT_EQ(got, pushed);
        EXPECT_GT(thrown, 0);
    });
}

TEST_P(Broadcast, ACapacityThatNoMemoryHoldsIsRefused) {
    run([] {
        for (const std::size_t capacity : {~std::size_t{0}, ~std::size_t{0} / 16 + 2}) try {
                broadcast<int> news(capacity);
                ADD_FAILURE() << capacity;
            } catch (const std::bad_alloc&) {
            } catch (const std::length_error&) {}
    });
}

TEST_P(Broadcast, RefusesToKeepNothing) {
    EXPECT_THROW(broadcast<int>(0), std::invalid_argument);
    EXPECT_ANY_THROW(broadcast<int>(~std::size_t{0}));
}

TEST_P(Broadcast, SelectTakesBothSides) {
    run([] {
        broadcast<int> news(1);
        auto mine = news.subscribe();
        int got = 0;
        const auto keep = [&](std::optional<int> item) { got = item.value_or(-1); };
        EXPECT_EQ(weft::select(on_pop(mine, keep), on_push(news, 5)), 1u);
        EXPECT_EQ(weft::select(on_pop(mine, keep), on_push(news, 6)), 0u);
        EXPECT_EQ(got, 5);
        auto pusher = spawn([&] {
            this_fiber::sleep_for(1ms);
            news.push(7);
            return weft::select(on_push(news, 8), after(1h));
        });
        EXPECT_EQ(weft::select(on_pop(mine, keep), after(1h)), 0u);
        EXPECT_EQ(got, 7);
        EXPECT_EQ(mine.pop(), 8);
        EXPECT_EQ(pusher.join(), 0u);
        news.close();
        EXPECT_EQ(weft::select(on_pop(mine, keep), after(1h)), 0u);
        EXPECT_EQ(got, -1);
        EXPECT_THROW(weft::select(on_push(news, 9)), channel_closed);
    });
}

TEST_P(Broadcast, ASelectThatMakesRoomLetsAWaitingPusherGo) {
    run([] {
        broadcast<int> news(1);
        auto mine = news.subscribe();
        news.push(1);
        auto pusher = spawn([&] { news.push(2); });
        this_fiber::sleep_for(1ms); // it waits now
        EXPECT_EQ(weft::select(on_pop(mine, [](std::optional<int> item) { EXPECT_EQ(item, 1); })), 0u);
        pusher.join();
        EXPECT_EQ(mine.pop(), 2);
    });
}

TEST_P(BroadcastBesideThreads, WorksOnPlainThreads) {
    run([] {
        broadcast<int> news(2);
        int sum = 0;
        std::thread reader([&, mine = news.subscribe()]() mutable {
            for (const int each : mine) sum += each;
        });
        for (int i = 1; i <= 100; ++i) news.push(i);
        news.close();
        reader.join();
        EXPECT_EQ(sum, 5050);
    });
}

WEFT_OVER_WORKERS(Broadcast);
WEFT_OVER_REAL_WORKERS(BroadcastBesideThreads);

} // namespace
} // namespace weft::test
