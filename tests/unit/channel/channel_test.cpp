// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"
#include "support/seed.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <new>
#include <optional>
#include <random>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

class Channel : public OverWorkers {};

class ChannelBesideThreads : public OverWorkersBesideThreads {};

TEST_P(Channel, HoldsExactlyItsCapacity) {
    run([] {
        for (const std::size_t capacity : {1u, 2u, 7u}) {
            channel<int> numbers(capacity);
            EXPECT_EQ(numbers.capacity(), capacity);
            for (std::size_t i = 0; i < capacity; ++i) EXPECT_EQ(numbers.try_push(int(i)), channel_status::success);
            EXPECT_EQ(numbers.try_push(99), channel_status::full);
            int got = 0;
            for (std::size_t i = 0; i < capacity; ++i) {
                EXPECT_EQ(numbers.try_pop(got), channel_status::success);
                EXPECT_EQ(got, int(i));
            }
            EXPECT_EQ(numbers.try_pop(got), channel_status::empty);
        }
    });
}

TEST_P(Channel, ACapacityThatNoMemoryHoldsIsRefused) {
    EXPECT_THROW(channel<int>(~std::size_t{0}), std::bad_alloc);
    EXPECT_THROW(channel<int>(~std::size_t{0} - 1), std::bad_alloc);
    EXPECT_THROW(channel<int>(~std::size_t{0} / sizeof(int)), std::bad_alloc);
    EXPECT_THROW(channel<int>(~std::size_t{0} / sizeof(int) + 2), std::bad_alloc);
}

TEST_P(Channel, SaysHowManyItemsItHoldsAndWhetherItIsClosed) {
    run([] {
        channel<int> numbers(2);
        EXPECT_EQ(numbers.size(), 0u);
        numbers.push(1);
        numbers.push(2);
        EXPECT_EQ(numbers.size(), 2u);
        EXPECT_FALSE(numbers.is_closed());
        numbers.close();
        EXPECT_TRUE(numbers.is_closed());
        EXPECT_EQ(numbers.size(), 2u);
        EXPECT_EQ(numbers.capacity(), 2u);
        EXPECT_EQ(numbers.pop(), 1);
        EXPECT_EQ(numbers.size(), 1u);
    });
}

/// Lets whoever was spawned run until it waits.
void let_it_wait() { this_fiber::sleep_for(std::chrono::milliseconds(1)); }

TEST_P(Channel, ServesWaitingPoppersInTheOrderInWhichTheyCame) {
    run([] {
        channel<int> numbers(4);
        std::vector<fiber<std::optional<int>>> poppers;
        for (int i = 0; i < 5; ++i) {
            poppers.push_back(spawn([&] { return numbers.pop(); }));
            let_it_wait();
        }
        for (int i = 0; i < 5; ++i) numbers.push(i);
        for (int i = 0; i < 5; ++i) EXPECT_EQ(poppers[static_cast<std::size_t>(i)].join(), i);
    });
}

TEST_P(Channel, NobodyOvertakesAWaitingPusher) {
    run([] {
        channel<int> numbers(1);
        numbers.push(0);
        std::vector<fiber<void>> pushers;
        for (int i = 1; i < 4; ++i) {
            pushers.push_back(spawn([&, i] { numbers.push(i); }));
            let_it_wait();
        }
        EXPECT_EQ(numbers.pop(), 0); // the place goes to the oldest pusher at once:
        EXPECT_EQ(numbers.try_push(9), channel_status::full);
        for (int i = 1; i < 4; ++i) EXPECT_EQ(numbers.pop(), i);
        for (auto& each : pushers) each.join();
    });
}

TEST_P(Channel, APushGoesStraightToTheWaitingPopper) {
    run([] {
        channel<int> numbers(1);
        auto popper = spawn([&] { return numbers.pop(); });
        let_it_wait();
        numbers.push(1);
        EXPECT_EQ(numbers.size(), 0u);
        int stolen = 0;
        EXPECT_EQ(numbers.try_pop(stolen), channel_status::empty); // it belongs to the popper already
        EXPECT_EQ(popper.join(), 1);
    });
}

TEST_P(Channel, IsFirstInFirstOut) {
    run([] {
        channel<int> numbers(3);
        auto producer = spawn([&] {
            for (int i = 0; i < 1000; ++i) numbers.push(i);
            numbers.close();
        });
        int expected = 0;
        for (const int each : numbers) ASSERT_EQ(each, expected++);
        EXPECT_EQ(expected, 1000);
        producer.join();
    });
}

TEST_P(Channel, PushSuspendsUntilThereIsRoom) {
    run([] {
        channel<int> numbers(1);
        numbers.push(1);
        auto pusher = spawn([&] { numbers.push(2); });
        let_it_wait();
        EXPECT_FALSE(pusher.done());
        EXPECT_EQ(numbers.pop(), 1);
        pusher.join();
        EXPECT_EQ(numbers.pop(), 2);
    });
}

TEST_P(Channel, CloseFailsPushesAndDrainsPops) {
    run([] {
        channel<int> numbers(2);
        numbers.push(1);
        numbers.push(2);
        auto waiting = spawn([&] { numbers.push(3); });
        this_fiber::sleep_for(std::chrono::milliseconds(1));
        numbers.close();
        numbers.close();
        EXPECT_THROW(waiting.join(), channel_closed);
        EXPECT_THROW(numbers.push(4), channel_closed);
        EXPECT_EQ(numbers.try_push(4), channel_status::closed);
        EXPECT_EQ(numbers.pop(), 1);
        EXPECT_EQ(numbers.pop(), 2);
        EXPECT_EQ(numbers.pop(), std::nullopt);
        int got = 0;
        EXPECT_EQ(numbers.try_pop(got), channel_status::closed);
    });
}

TEST_P(Channel, CloseWakesEveryPopper) {
    run([] {
        channel<int> numbers(1);
        std::vector<fiber<std::optional<int>>> poppers;
        for (int i = 0; i < 20; ++i) poppers.push_back(spawn([&] { return numbers.pop(); }));
        this_fiber::sleep_for(std::chrono::milliseconds(1));
        numbers.close();
        for (auto& each : poppers) EXPECT_EQ(each.join(), std::nullopt);
    });
}

TEST_P(Channel, CarriesMoveOnlyItems) {
    run([] {
        channel<std::unique_ptr<int>> items(2);
        auto given = std::make_unique<int>(5);
        EXPECT_EQ(items.try_push(std::move(given)), channel_status::success);
        items.push(std::make_unique<int>(6));
        auto refused = std::make_unique<int>(7);
        EXPECT_EQ(items.try_push(std::move(refused)), channel_status::full);
        EXPECT_NE(refused, nullptr); // moved from on success only
        EXPECT_EQ(**items.pop(), 5);
        std::unique_ptr<int> got;
        EXPECT_EQ(items.try_pop(got), channel_status::success);
        EXPECT_EQ(*got, 6);
    });
}

TEST_P(Channel, DestroysWhatIsLeft) {
    run([] {
        auto item = std::make_shared<int>(1);
        {
            channel<std::shared_ptr<int>> items(4);
            items.push(item);
            items.push(item);
            items.pop();
            EXPECT_EQ(item.use_count(), 2);
        }
        EXPECT_EQ(item.use_count(), 1);
    });
}

TEST_P(ChannelBesideThreads, TwoRuntimesMeetInIt) {
    run([] {
        channel<int> there(1), back(0);
        std::thread other_runtime([&] {
            weft::run({.workers = 2}, [&] {
                for (const int number : there) back.push(number * 2);
                back.close();
            });
        });
        for (int i = 0; i < 100; ++i) {
            there.push(i);
            EXPECT_EQ(back.pop(), i * 2);
        }
        there.close();
        EXPECT_EQ(back.pop(), std::nullopt);
        other_runtime.join();
    });
}

TEST_P(ChannelBesideThreads, ConservesItemsBetweenFibersAndThreads) {
    run([] {
        constexpr int k_each = 300;
        std::mt19937_64 random(seed_of_test());
        channel<int> numbers(1 + random() % 5);
        std::vector<std::atomic<int>> seen(8 * k_each);
        const auto push = [&](int from) {
            for (int i = 0; i < k_each; ++i) numbers.push(from * k_each + i);
        };
        const auto pop = [&] {
            while (const auto number = numbers.pop()) ++seen[static_cast<std::size_t>(*number)];
        };
        std::vector<fiber<void>> pushers, poppers;
        for (int i = 0; i < 6; ++i) pushers.push_back(spawn([&, i] { push(i); }));
        for (int i = 0; i < 6; ++i) poppers.push_back(spawn(pop));
        std::atomic<bool> thread_is_through = false;
        std::thread pushing_thread([&] {
            push(6);
            push(7);
            thread_is_through = true;
        });
        std::thread popping_thread(pop);
        for (auto& each : pushers) each.join();
        while (!thread_is_through) this_fiber::yield();
        numbers.close();
        for (auto& each : poppers) each.join();
        pushing_thread.join();
        popping_thread.join();
        for (const auto& each : seen) ASSERT_EQ(each, 1);
    });
}

template <class Capacity>
void is_destroyed_by_the_popper(Capacity capacity) {
    for (int round = 0; round < 150; ++round) {
        auto* const numbers = new channel<int>(capacity);
        auto pusher = spawn([numbers] { numbers->push(1); });
        auto popper = spawn([numbers, round] {
            if (round % 2 == 0)
                EXPECT_EQ(numbers->pop(), 1);
            else
                EXPECT_EQ(weft::select(on_pop(*numbers)), 0u);
            delete numbers;
        });
        pusher.join();
        popper.join();
    }
}

TEST_P(Channel, MayBeDestroyedByThePopperThatGotItsItem) {
    run([] {
        is_destroyed_by_the_popper(std::size_t{0});
        is_destroyed_by_the_popper(std::size_t{1});
        is_destroyed_by_the_popper(unbounded);
    });
}

WEFT_OVER_WORKERS(Channel);
WEFT_OVER_REAL_WORKERS(ChannelBesideThreads);

} // namespace
} // namespace weft::test
