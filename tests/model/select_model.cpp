// SPDX-License-Identifier: BSL-1.0
// Invariant: exactly one case of a select happens; what it pops or pushes is popped or pushed once, and the cases not
// chosen have no effect. A select that waits is woken by whoever makes one of its cases possible (a lost wake-up is a
// deadlock), also when that is another select, in either direction, over the same channels in another order.
#include "model_test.hpp"

#include <weft/channel.hpp>
#include <weft/event.hpp>
#include <weft/on_event.hpp>
#include <weft/select.hpp>

#include <chrono>
#include <optional>
#include <stop_token>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

struct two_channels {
    channel<int> left;
    channel<int> right;
    int pushed[3] = {};
    int popped[3] = {};

    explicit two_channels(std::size_t capacity) : left(capacity), right(capacity) {
        model::name(left, "left");
        model::name(right, "right");
    }

    void pop_either(int who) {
        const auto keep = [this, who](std::optional<int> item) { popped[who] += item.value_or(0); };
        select_ordered(on_pop(left, keep), on_pop(right, keep));
    }
    void push_either(int who, int item) {
        const auto keep = [this, who, item] { pushed[who] += item; };
        select_ordered(on_push(right, item, keep), on_push(left, item, keep));
    }
    void check_all() {
        int sum = 0, got = 0;
        for (const int each : pushed) sum += each;
        for (const int each : popped) got += each;
        int item = 0;
        while (left.try_pop(item) == channel_status::success) got += item;
        while (right.try_pop(item) == channel_status::success) got += item;
        check(sum == got, "each item once");
    }
};

TEST(Select, TakesFromWhicheverComesFirst) {
    holds([] {
        two_channels shared(1);
        thread("selector", [&] {
            shared.pop_either(0);
            shared.pop_either(0);
        });
        thread("left pusher", [&] {
            shared.left.push(1);
            shared.pushed[1] = 1;
        });
        thread("right pusher", [&] {
            shared.right.push(2);
            shared.pushed[2] = 2;
        });
        join_all();
        shared.check_all();
        check(shared.popped[0] == 3, "both were popped");
    });
}

TEST(Select, TwoOfThemCrossedMeet) {
    holds([] {
        two_channels shared(0);
        thread("popper", [&] { shared.pop_either(0); });
        thread("pusher", [&] { shared.push_either(1, 5); });
        join_all();
        shared.check_all();
        check(shared.popped[0] == 5, "they met");
    });
}

TEST(Select, InBothDirectionsOfOneChannel) {
    holds([] {
        two_channels shared(0);
        const auto both = [&shared](int who) {
            select_ordered(on_pop(shared.left, [&](std::optional<int> item) { shared.popped[who] = *item; }),
                           on_push(shared.left, who + 1, [&] { shared.pushed[who] = who + 1; }));
        };
        thread("one", [&] { both(0); });
        thread("two", [&] { both(1); });
        join_all();
        shared.check_all();
    });
}

TEST(Select, APlainPopAndASelectShareOnePush) {
    holds([] {
        two_channels shared(0);
        thread("selector", [&] { shared.pop_either(0); });
        thread("popper", [&] { shared.popped[1] = shared.left.pop().value_or(0); });
        shared.left.push(1);
        shared.left.push(2);
        shared.pushed[2] = 3;
        join_all();
        shared.check_all();
    });
}

TEST(Select, WhenItTimesOutNothingHasHappened) {
    holds([] {
        two_channels shared(0);
        thread("selector", [&] {
            select_ordered(on_pop(shared.left, [&](std::optional<int> item) { shared.popped[0] = *item; }), after(1ms));
        });
        thread("pusher", [&] {
            if (shared.left.push_for(1, 1ms) == channel_status::success) shared.pushed[1] = 1;
        });
        join_all();
        shared.check_all();
    });
}

TEST(Select, CloseEndsIt) {
    holds([] {
        struct state {
            two_channels both{0};
            bool empty = false;
        } shared;
        thread("selector", [&] {
            const auto keep = [&](std::optional<int> item) { shared.empty = !item; };
            select_ordered(on_pop(shared.both.left, keep), on_pop(shared.both.right, keep));
        });
        thread("closer", [&] { shared.both.right.close(); });
        join_all();
        check(shared.empty, "it saw the end");
    });
}

TEST(Select, AnEventEndsIt) {
    holds([] {
        struct state {
            channel<int> never{0};
            event ready;
        } shared;
        thread("selector", [&] { select_ordered(on_pop(shared.never), on_event(shared.ready)); });
        thread("setter", [&] { shared.ready.set(); });
        join_all();
    });
}

} // namespace
} // namespace weft::test
