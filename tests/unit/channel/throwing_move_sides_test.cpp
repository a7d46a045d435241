// SPDX-License-Identifier: BSL-1.0
// A move that throws, in every kind of channel and queue, by every operation, whoever waits: the item stays in one
// place, and the next try succeeds.
#include "support/moody.hpp"
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <utility>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

using items_t = channel<moody>;
using push_fn = void (*)(items_t&, moody&&);
using pop_fn = int (*)(items_t&);

/// The ways to push that leave the item with the pusher when its move throws.
constexpr push_fn k_pushes[] = {
    [](items_t& to, moody&& item) { EXPECT_EQ(to.try_push(std::move(item)), channel_status::success); },
    [](items_t& to, moody&& item) { EXPECT_EQ(to.push_for(std::move(item), 1h), channel_status::success); },
    [](items_t& to, moody&& item) { EXPECT_EQ(weft::select(on_push(to, std::move(item)), after(1h)), 0u); },
};

constexpr pop_fn k_pops[] = {
    [](items_t& from) { return from.pop()->value; },
    [](items_t& from) {
        moody got(0, nullptr);
        EXPECT_EQ(from.try_pop(got), channel_status::success);
        return got.value;
    },
    [](items_t& from) {
        std::optional<moody> got;
        EXPECT_EQ(from.pop_for(got, 1h), channel_status::success);
        return got->value;
    },
    [](items_t& from) {
        int value = 0;
        weft::select(on_pop(from, [&](std::optional<moody>&& got) { value = got->value; }), after(1h));
        return value;
    },
};

/// A fresh channel for each: rendezvous, bounded, unbounded.
template <class Fn>
void in_every_kind(Fn fn) {
    items_t rendezvous(0), one(1), endless(unbounded);
    fn(rendezvous);
    fn(one);
    fn(endless);
}

class ThrowingMoveSides : public OverWorkers {
protected:
    static constexpr int k_never = 1 << 20;
};

TEST_P(ThrowingMoveSides, WhenNobodyWaitsThePusherKeepsIt) {
    run([] {
        for (const push_fn push : k_pushes)
            in_every_kind([&](items_t& items) {
                if (items.capacity() == 0) return; // there somebody waits
                std::atomic<int> left = 1;
                moody item(7, &left);
                EXPECT_THROW(push(items, std::move(item)), std::runtime_error);
                EXPECT_EQ(item.value, 7);
                EXPECT_EQ(items.size(), 0u);
                push(items, std::move(item));
                EXPECT_EQ(items.pop()->value, 7);
            });
    });
}

TEST_P(ThrowingMoveSides, WhenNobodyWaitsTheChannelKeepsIt) {
    run([] {
        for (const pop_fn pop : k_pops)
            in_every_kind([&](items_t& items) {
                if (items.capacity() == 0) return;
                std::atomic<int> left = k_never;
                items.push(moody(7, &left));
                left = 1;
                EXPECT_THROW(pop(items), std::runtime_error);
                EXPECT_EQ(items.size(), 1u);
                left = k_never;
                EXPECT_EQ(pop(items), 7);
                EXPECT_EQ(items.size(), 0u);
            });
    });
}

TEST_P(ThrowingMoveSides, WhenAPopperWaitsItWaitsOnAndThePusherKeepsIt) {
    run([] {
        for (const push_fn push : k_pushes)
            for (const pop_fn pop : {k_pops[0], k_pops[2], k_pops[3]})
                in_every_kind([&](items_t& items) {
                    auto popper = spawn([&] { return pop(items); });
                    this_fiber::sleep_for(1ms); // it waits now
                    std::atomic<int> left = 1;
                    moody item(7, &left);
                    EXPECT_THROW(push(items, std::move(item)), std::runtime_error);
                    EXPECT_EQ(item.value, 7);
                    this_fiber::sleep_for(1ms);
                    EXPECT_FALSE(popper.done());
                    left = k_never;
                    push(items, std::move(item));
                    EXPECT_EQ(popper.join(), 7);
                    EXPECT_EQ(items.size(), 0u);
                });
    });
}

TEST_P(ThrowingMoveSides, WhenAPusherWaitsInARendezvousItWaitsOnAndKeepsIt) {
    run([] {
        for (const push_fn push : {k_pushes[1], k_pushes[2]})
            for (const pop_fn pop : k_pops) {
                items_t items(0);
                std::atomic<int> left = k_never;
                moody item(7, &left);
                auto pusher = spawn([&] { push(items, std::move(item)); });
                this_fiber::sleep_for(1ms); // it waits now
                left = 1;
                EXPECT_THROW(pop(items), std::runtime_error);
                this_fiber::sleep_for(1ms);
                EXPECT_FALSE(pusher.done());
                left = k_never;
                EXPECT_EQ(pop(items), 7);
                pusher.join();
            }
    });
}

TEST_P(ThrowingMoveSides, WhenAPusherWaitsForRoomThePopHasItsItemAndThePusherKeepsItsOwn) {
    run([] {
        for (const push_fn push : {k_pushes[1], k_pushes[2]})
            for (const pop_fn pop : k_pops) {
                items_t items(1);
                items.push(moody(1, nullptr));
                std::atomic<int> left = k_never;
                moody item(7, &left);
                auto pusher = spawn([&] { EXPECT_THROW(push(items, std::move(item)), std::runtime_error); });
                this_fiber::sleep_for(1ms); // it waits now
                left = 1;
                EXPECT_EQ(pop(items), 1);
                pusher.join();
                EXPECT_EQ(item.value, 7);
                EXPECT_EQ(items.size(), 0u);
                push(items, std::move(item));
                EXPECT_EQ(pop(items), 7);
            }
    });
}

TEST_P(ThrowingMoveSides, AQueueKeepsItOrItsPutterDoes) {
    run([] {
        weft::queue<moody> jobs(1);
        std::atomic<int> left = 1;
        moody item(7, &left);
        EXPECT_THROW(static_cast<void>(jobs.put_nowait(std::move(item))), std::runtime_error);
        EXPECT_EQ(item.value, 7);
        EXPECT_TRUE(jobs.join_for(0ns)); // nothing was put
        EXPECT_EQ(jobs.put_for(std::move(item), 1h), channel_status::success);
        left = 1;
        std::optional<moody> got;
        EXPECT_THROW(static_cast<void>(jobs.get(got)), std::runtime_error);
        EXPECT_EQ(jobs.size(), 1u);
        EXPECT_EQ(jobs.get_nowait(got), channel_status::success);
        EXPECT_EQ(got->value, 7);
        jobs.task_done();
        jobs.join();
    });
}

WEFT_OVER_WORKERS(ThrowingMoveSides);

} // namespace
} // namespace weft::test
