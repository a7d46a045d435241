// SPDX-License-Identifier: BSL-1.0
#include "support/moody.hpp"
#include "support/over_workers.hpp"
#include "support/seed.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <optional>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class ThrowingMove : public OverWorkers {};

TEST_P(ThrowingMove, OfATryPushLeavesTheItemWithThePusher) {
    run([] {
        channel<moody> items(2);
        std::atomic<int> left = 1;
        moody item(1, &left);
        EXPECT_THROW(static_cast<void>(items.try_push(std::move(item))), std::runtime_error);
        EXPECT_EQ(item.value, 1);
        EXPECT_EQ(items.size(), 0u);
        EXPECT_EQ(items.try_push(std::move(item)), channel_status::success);
        moody got(0, nullptr);
        EXPECT_EQ(items.try_pop(got), channel_status::success);
        EXPECT_EQ(got.value, 1);
        EXPECT_EQ(items.try_pop(got), channel_status::empty);
    });
}

TEST_P(ThrowingMove, OfAPopLeavesTheItemInTheChannel) {
    run([] {
        channel<moody> items(2);
        std::atomic<int> left = 2;
        items.push(moody(1, &left)); // moved into the channel
        EXPECT_THROW(items.pop(), std::runtime_error);
        EXPECT_EQ(items.size(), 1u);
        EXPECT_EQ(items.pop()->value, 1);
    });
}

TEST_P(ThrowingMove, OfATryPopLeavesTheItemWithItsPusher) {
    run([] {
        channel<moody> items(0);
        std::atomic<int> left = 1 << 20;
        auto pusher = spawn([&] {
            moody item(1, &left);
            return items.push_for(std::move(item), 1h);
        });
        this_fiber::sleep_for(1ms);
        left = 1;
        moody got(0, nullptr);
        EXPECT_THROW(static_cast<void>(items.try_pop(got)), std::runtime_error);
        EXPECT_EQ(items.pop()->value, 1); // the pusher waits again
        EXPECT_EQ(pusher.join(), channel_status::success);
    });
}

TEST_P(ThrowingMove, OfATryPopLeavesThePusherAtTheHeadOfTheLine) {
    run([] {
        channel<moody> items(0);
        std::atomic<int> left = 1 << 20;
        auto oldest = spawn([&] {
            moody item(1, &left);
            return items.push_for(std::move(item), 1h);
        });
        this_fiber::sleep_for(1ms);
        auto other = spawn([&] { items.push(moody(2, nullptr)); });
        this_fiber::sleep_for(1ms); // both wait now
        left = 1;
        moody got(0, nullptr);
        EXPECT_THROW(static_cast<void>(items.try_pop(got)), std::runtime_error);
        this_fiber::sleep_for(1ms); // the oldest has looked again
        EXPECT_EQ(items.pop()->value, 1);
        EXPECT_EQ(items.pop()->value, 2);
        EXPECT_EQ(oldest.join(), channel_status::success);
        other.join();
    });
}

TEST_P(ThrowingMove, OfAPushIntoAPoppersHandsLetsThePopperWaitOn) {
    run([] {
        for (const std::size_t capacity : {0u, 2u}) {
            channel<moody> items(capacity);
            auto popper = spawn([&] {
                const auto got = items.pop();
                return got ? got->value : -1;
            });
            this_fiber::sleep_for(1ms);
            std::atomic<int> left = 1;
            moody item(1, &left);
            EXPECT_THROW(static_cast<void>(items.try_push(std::move(item))), std::runtime_error);
            EXPECT_EQ(item.value, 1);
            this_fiber::sleep_for(1ms);
            EXPECT_EQ(items.push_for(std::move(item), 1h), channel_status::success);
            EXPECT_EQ(popper.join(), 1);
        }
    });
}

TEST_P(ThrowingMove, OfAPushIntoAPoppersHandsLeavesThePopperAtTheHeadOfTheLine) {
    run([] {
        for (const std::size_t capacity : {0u, 2u}) {
            channel<moody> items(capacity);
            const auto pop = [&] { return items.pop()->value; };
            auto oldest = spawn(pop);
            this_fiber::sleep_for(1ms);
            auto other = spawn(pop);
            this_fiber::sleep_for(1ms); // both wait now
            std::atomic<int> left = 1;
            moody item(1, &left);
            EXPECT_THROW(static_cast<void>(items.try_push(std::move(item))), std::runtime_error);
            this_fiber::sleep_for(1ms); // the oldest has looked again
            EXPECT_EQ(items.try_push(moody(1, nullptr)), channel_status::success);
            EXPECT_EQ(items.try_push(moody(2, nullptr)), channel_status::success);
            EXPECT_EQ(oldest.join(), 1);
            EXPECT_EQ(other.join(), 2);
        }
    });
}

TEST_P(ThrowingMove, ThatAPopMakesForAWaitingPusherIsThePushers) {
    run([] {
        channel<moody> items(1);
        std::atomic<int> never = 1 << 20, left = 1 << 20;
        items.push(moody(1, &never));
        moody second(2, &left);
        auto pusher =
            spawn([&] { EXPECT_THROW(static_cast<void>(items.push_for(std::move(second), 1h)), std::runtime_error); });
        this_fiber::sleep_for(1ms);
        auto third = spawn([&] { items.push(moody(3, &never)); });
        this_fiber::sleep_for(1ms);
        left = 1;
        EXPECT_EQ(items.pop()->value, 1); // the pop has its item
        pusher.join();
        EXPECT_EQ(second.value, 2);
        EXPECT_EQ(items.pop()->value, 3); // the next pusher's turn had come
        third.join();
    });
}

/// Looks into its channel when it goes, as an object does that returns to its pool. For all that its move says, it may
/// throw.
struct looks_back {
    channel<looks_back>* home;
    std::size_t* seen;

    looks_back(channel<looks_back>& of, std::size_t& where) : home(&of), seen(&where) {}
    looks_back(looks_back&& other) noexcept(false) : home(std::exchange(other.home, nullptr)), seen(other.seen) {}
    looks_back& operator=(looks_back&& other) noexcept(false) {
        const looks_back old(std::move(*this));
        home = std::exchange(other.home, nullptr);
        seen = other.seen;
        return *this;
    }
    ~looks_back() {
        if (home != nullptr) *seen = home->size();
    }
};

TEST_P(ThrowingMove, OfATryPopMayEndAnOldValueThatUsesTheChannel) {
    run([] {
        channel<looks_back> items(3);
        std::size_t seen_by_old = 99, seen_by_new = 99;
        for (int i = 0; i < 2; ++i) items.push(looks_back(items, seen_by_new));
        looks_back item(items, seen_by_old);
        EXPECT_EQ(items.try_pop(item), channel_status::success);
        EXPECT_EQ(seen_by_old, 1u); // what was popped is out already
        EXPECT_EQ(seen_by_new, 99u);
        EXPECT_EQ(items.try_pop(item), channel_status::success);
        EXPECT_EQ(seen_by_new, 0u);
    });
}

/// Random operations, with moves that throw now and then, against what must be where.
TEST_P(ThrowingMove, NeverLosesNorDoublesAnItem) {
    run([] {
        std::mt19937_64 random(seed_of_test());
        for (const std::size_t capacity : {0u, 1u, 3u}) {
            channel<moody> items(capacity);
            std::atomic<int> left = 1 << 20;
            std::map<int, int> seen;
            std::vector<fiber<void>> pushers;
            const auto push = [&](int number) {
                moody item(number, nullptr);
                item.moves_left = &left;
                for (;;) try {
                        if (items.push_for(std::move(item), 1h) == channel_status::success) return;
                    } catch (const std::runtime_error&) {
                        EXPECT_EQ(item.value, number);
                        this_fiber::yield();
                    }
            };
            constexpr int k_count = 40;
            for (int i = 0; i < k_count; ++i) pushers.push_back(spawn({.pinned = true}, [&push, i] { push(i); }));
            for (int popped = 0; popped < k_count;) {
                if (random() % 3 == 0) left = 1 + static_cast<int>(random() % 4);
                if (random() % 2 == 0) this_fiber::yield();
                std::optional<moody> got;
                try {
                    if (items.pop_for(got, 1h) != channel_status::success) break;
                    ++seen[got->value];
                    ++popped;
                } catch (const std::runtime_error&) {}
            }
            left = 1 << 20;
            for (auto& each : pushers) each.join();
            for (int i = 0; i < k_count; ++i) EXPECT_EQ(seen[i], 1) << i;
        }
    });
}

WEFT_OVER_WORKERS(ThrowingMove);

} // namespace
} // namespace weft::test
