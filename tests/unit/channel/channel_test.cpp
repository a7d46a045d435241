// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"
#include "support/seed.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <random>
#include <stdexcept>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

class Channel : public OverWorkers {};

/// What takes other threads or runtimes cannot be simulated.
class ChannelBesideThreads : public Channel {
    bool is_alone() const override { return false; }
};

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

TEST_P(Channel, ACapacityOfNothingIsRefused) {
    EXPECT_THROW(channel<int>(0), std::invalid_argument);
    EXPECT_THROW(channel<int>(~std::size_t{0}), std::bad_alloc);
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
        this_fiber::sleep_for(std::chrono::milliseconds(1));
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

struct stubborn {
    int value;
    bool throws = false;
    explicit stubborn(int v) : value(v) {}
    stubborn(stubborn&& other) : value(other.value) {
        if (other.throws) throw std::runtime_error("stubborn");
        other.value = -1;
    }
    stubborn& operator=(stubborn&& other) {
        if (other.throws) throw std::runtime_error("stubborn");
        value = std::exchange(other.value, -1);
        return *this;
    }
};

TEST_P(Channel, AThrowingMoveLeavesTheItemWhereItWas) {
    run([] {
        channel<stubborn> items(2);
        stubborn item(1);
        item.throws = true;
        EXPECT_THROW(static_cast<void>(items.try_push(std::move(item))), std::runtime_error);
        EXPECT_EQ(item.value, 1);
        item.throws = false;
        EXPECT_EQ(items.try_push(std::move(item)), channel_status::success);
        stubborn got(0);
        EXPECT_EQ(items.try_pop(got), channel_status::success);
        EXPECT_EQ(got.value, 1);
        EXPECT_EQ(items.try_pop(got), channel_status::empty);
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

TEST_P(Channel, MayBeDestroyedByThePopperThatGotItsItem) {
    run([] {
        for (int round = 0; round < 300; ++round) {
            auto* const numbers = new channel<int>(1);
            auto pusher = spawn([numbers] { numbers->push(1); });
            auto popper = spawn([numbers] {
                EXPECT_EQ(numbers->pop(), 1);
                delete numbers;
            });
            pusher.join();
            popper.join();
        }
    });
}

WEFT_OVER_WORKERS(Channel);
WEFT_OVER_REAL_WORKERS(ChannelBesideThreads);

} // namespace
} // namespace weft::test
