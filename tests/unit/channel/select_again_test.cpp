// SPDX-License-Identifier: BSL-1.0
// Every kind of case, given to two selects as a variable: the second is as the first. Where a wait ends a select, both
// wait.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

const std::string k_text = "a text that is too long to lie in a std::string itself";

/// A row: make() gives a case that counts in `chosen`, happen() lets it happen, check() looks at what the nth select
/// did.
struct pop_from_channel {
    channel<std::string> items{0};
    std::optional<std::string> got{};
    auto make(int& chosen) {
        return on_pop(items, [&](std::optional<std::string>&& item) { // by reference: what is left is not found again
            got = *item;
            ++chosen;
        });
    }
    void happen(int n) { items.push(k_text + std::to_string(n)); }
    void check(int n) { EXPECT_EQ(got, k_text + std::to_string(n)); }
};
struct pop_from_subscription {
    broadcast<std::string> news{1};
    subscription<std::string> mine = news.subscribe();
    std::optional<std::string> got{};
    auto make(int& chosen) {
        return on_pop(mine, [&](std::optional<std::string> item) {
            got = item;
            ++chosen;
        });
    }
    void happen(int n) { news.push(k_text + std::to_string(n)); }
    void check(int n) { EXPECT_EQ(got, k_text + std::to_string(n)); }
};
struct push_of_an_item : pop_from_channel {
    std::string item{};
    auto make(int& chosen) {
        item = k_text;
        return on_push(items, std::move(item), [&] { ++chosen; });
    }
    void happen(int) { got = items.pop(); }
    void check(int) {
        EXPECT_EQ(got, k_text);
        item = k_text; // it was moved from
    }
};
struct push_of_a_copy : pop_from_channel {
    auto make(int& chosen) {
        return on_push(items, k_text, [&] { ++chosen; });
    }
    void happen(int) { got = items.pop(); }
    void check(int) { EXPECT_EQ(got, k_text); }
};
struct push_of_a_copy_to_a_queue {
    queue<std::string> items{1};
    std::optional<std::string> got{};
    push_of_a_copy_to_a_queue() { items.put("before"); }
    auto make(int& chosen) {
        return on_push(items, k_text, [&] { ++chosen; });
    }
    void happen(int) { got = items.get(); }
    void check(int n) { EXPECT_EQ(got, n == 1 ? "before" : k_text); }
};
template <class Item>
struct push_to_a_broadcast {
    broadcast<std::string> news{1};
    subscription<std::string> mine = news.subscribe();
    std::string item = k_text;
    push_to_a_broadcast() { news.push(k_text); }
    auto make(int& chosen) {
        return on_push(news, static_cast<Item>(item), [&] { ++chosen; });
    }
    void happen(int) { EXPECT_EQ(mine.pop(), k_text); }
    void check(int) { item = k_text; }
};
using broadcast_of_an_item = push_to_a_broadcast<std::string&&>;
using broadcast_of_a_copy = push_to_a_broadcast<const std::string&>;
struct event_set {
    event done{};
    auto make(int& chosen) {
        return on_event(done, [&] { ++chosen; });
    }
    void happen(int) { done.set(); }
    void check(int) { done.reset(); }
};
struct fiber_ended {
    event stop{};
    fiber<void> other = spawn([this] { stop.wait(); });
    auto make(int& chosen) {
        return on_join(other, [&] { ++chosen; });
    }
    void happen(int) { stop.set(); }
    void check(int) {}
    ~fiber_ended() { stop.set(); }
};
struct stop_requested {
    std::stop_source source{};
    auto make(int& chosen) {
        return on_stop(source.get_token(), [&] { ++chosen; });
    }
    void happen(int) { source.request_stop(); }
    void check(int) {}
};
/// The point in time stays: from then on the case is ready.
struct time_come {
    clock::time_point due = clock::now() + 1ms;
    auto make(int& chosen) {
        return at(due, [&] { ++chosen; });
    }
    void happen(int) {}
    void check(int) { EXPECT_GE(clock::now(), due); }
};
struct timeout_over : time_come {
    auto make(int& chosen) {
        return after(1ms, [&] { ++chosen; });
    }
};

/// On a virtual clock, simulated and on 1, 2 and 4 workers.
void in_all_modes(void (*body)()) {
    for (const unsigned mode : {0u, 1u, 2u, 4u}) {
        const options how{.workers = std::max(mode, 1u),
                          .time = time_source::virtual_time,
                          .on_deadlock = deadlock::abort};
        testing::expect_clean({mode}, body, {.runtime = how});
    }
}

template <class Row>
class SelectAgain : public ::testing::Test {
protected:
    /// The case in two selects, each of which waits at first.
    static void wait_twice() {
        Row row;
        channel<int> never(0);
        int chosen = 0;
        auto mine = row.make(chosen);
        for (int n = 1; n <= 2; ++n) {
            auto other = spawn([&] { row.happen(n); });
            EXPECT_EQ(weft::select(on_pop(never), mine), 1u);
            other.join();
            EXPECT_EQ(chosen, n);
            row.check(n);
        }
    }

    /// Not chosen, then left out, then chosen: three selects.
    static void lose_first() {
        Row row;
        channel<int> ready(2);
        ready.push(1);
        ready.push(2);
        int chosen = 0;
        auto mine = row.make(chosen);
        EXPECT_EQ(weft::select_ordered(on_pop(ready), mine), 0u);
        EXPECT_EQ(weft::select_ordered(when(false, mine), on_pop(ready)), 1u);
        auto other = spawn([&] { row.happen(1); });
        EXPECT_EQ(weft::select_ordered(on_pop(ready), when(true, mine)), 1u);
        other.join();
        EXPECT_EQ(chosen, 1);
        row.check(1);
    }

    /// Chosen after a wait, then left out of a select that waits, too.
    static void win_first() {
        Row row;
        channel<int> never(0), late(0);
        int chosen = 0;
        auto mine = row.make(chosen);
        auto other = spawn([&] { row.happen(1); });
        EXPECT_EQ(weft::select(on_pop(never), mine), 1u);
        other.join();
        auto pusher = spawn([&] { late.push(1); });
        EXPECT_EQ(weft::select_ordered(when(false, mine), on_pop(late)), 1u);
        pusher.join();
        EXPECT_EQ(chosen, 1);
        row.check(1);
    }
};

using rows = ::testing::Types<pop_from_channel, pop_from_subscription, push_of_an_item, push_of_a_copy,
                              push_of_a_copy_to_a_queue, broadcast_of_an_item, broadcast_of_a_copy, event_set,
                              fiber_ended, stop_requested, time_come, timeout_over>;
TYPED_TEST_SUITE(SelectAgain, rows);

TYPED_TEST(SelectAgain, ACaseIsTheSameInTheSecondSelect) {
    in_all_modes([] { TestFixture::wait_twice(); });
}

TYPED_TEST(SelectAgain, ACaseThatWasNotChosenMayBeChosenLater) {
    in_all_modes([] { TestFixture::lose_first(); });
}

TYPED_TEST(SelectAgain, ACaseThatWasChosenMayBeLeftOutLater) {
    in_all_modes([] { TestFixture::win_first(); });
}

class SelectAgainAll : public OverWorkers {};
WEFT_OVER_WORKERS(SelectAgainAll);

TEST_P(SelectAgainAll, TheDefaultIsTheSameEachTime) {
    run([] {
        channel<int> never(0);
        int chosen = 0;
        auto none = otherwise([&] { ++chosen; });
        for (int n = 1; n <= 2; ++n) EXPECT_EQ(weft::select(on_pop(never), none), 1u);
        EXPECT_EQ(chosen, 2);
    });
}

TEST_P(SelectAgainAll, WhatAHandlerLeavesOfItsItemIsNotFoundAtTheEnd) {
    run([] {
        for (const bool waits : {false, true}) {
            channel<std::string> items(1);
            int taken = 0, ended = 0;
            auto mine = on_pop(items, [&](std::optional<std::string>&& item) { ++(item ? taken : ended); });
            items.push(k_text);
            weft::select(mine);
            if (!waits) items.close();
            auto closer = spawn([&] { items.close(); });
            weft::select(mine);
            EXPECT_EQ(taken, 1);
            EXPECT_EQ(ended, 1);
            closer.join();
        }
    });
}

TEST_P(SelectAgainAll, AnItemGivenAwayIsPushedAsItIsThen) {
    run([] {
        channel<std::string> items(2);
        std::string item = "first";
        auto push = on_push(items, std::move(item));
        weft::select(push);
        item = "second";
        weft::select(push);
        EXPECT_EQ(items.pop(), "first");
        EXPECT_EQ(items.pop(), "second");
    });
}

/// Throws when its `left`th copy is made.
struct copied_so_often {
    int left;
    explicit copied_so_often(int n) : left(n) {}
    copied_so_often(const copied_so_often& other) : left(other.left - 1) {
        if (left == 0) throw std::runtime_error("one copy too many");
    }
    copied_so_often(copied_so_often&&) noexcept = default;
};

TEST_P(SelectAgainAll, AnExceptionOfTheCopyLeavesEverythingAsItWas) {
    run([] {
        channel<copied_so_often> items(2);
        const copied_so_often item(2);
        auto push = on_push(items, item); // the first copy
        EXPECT_THROW(weft::select(push), std::runtime_error);
        EXPECT_EQ(items.size(), 0u);
        weft::select(std::move(push)); // a temporary gives its own away
        EXPECT_EQ(items.size(), 1u);
    });
}

} // namespace
} // namespace weft::test
