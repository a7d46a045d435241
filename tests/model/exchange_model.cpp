// SPDX-License-Identifier: BSL-1.0
// Invariant: an item goes from one pusher's hands to one popper's, whether they meet directly, through the store, or
// one of them gives up meanwhile: who timed out has given and got nothing. A waiting pusher enters as soon as there is
// room. Whoever was popped to may destroy the channel, also when its pusher had waited.
#include "channel_programs.hpp"

#include <chrono>
#include <optional>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

struct counted {
    channel<int> items;
    int pushed = 0;
    int popped = 0;
    explicit counted(std::size_t capacity) : items(capacity) { model::name(items, "channel"); }

    void push(int item) {
        if (items.push_for(std::move(item), 1ms) == channel_status::success) pushed += item;
    }
    void pop() {
        int item = 0;
        if (items.pop_for(item, 1ms) == channel_status::success) popped += item;
    }
};

TEST(Exchange, APushMeetsAPop) {
    holds(
        [] {
            channel<int> items(0);
            model::plain<int> payload(0, "the payload");
            model::name(items, "channel");
            thread("pusher", [&] {
                payload.set(7);
                items.push(1);
                items.push(2);
            });
            thread("popper", [&] {
                check(items.pop() == 1 && payload.get() == 7, "the first");
                check(items.pop() == 2, "the second");
            });
            join_all();
        },
        {.preemption_bound = 3});
}

TEST(Exchange, TwoPushersMeetOnePopper) {
    holds([] { two_pushers_and_a_popper(0); });
}

TEST(Exchange, OnePusherMeetsTwoPoppers) {
    holds([] { a_pusher_and_two_poppers(0); });
}

TEST(Exchange, CloseEndsBothKindsOfWaits) {
    holds([] {
        struct state {
            channel<int> items{0};
            int pushed = 0;
            int popped = 0;
        } shared;
        thread("pusher", [&] {
            try {
                for (; shared.pushed != 2; ++shared.pushed) shared.items.push(1);
            } catch (const channel_closed&) {}
        });
        thread("popper", [&] {
            while (shared.items.pop()) ++shared.popped;
        });
        shared.items.close();
        join_all();
        check(shared.popped == shared.pushed, "each item once");
    });
}

TEST(Exchange, WhoTimesOutHasGivenAndGotNothing) {
    holds([] {
        counted shared(0);
        thread("pusher", [&] { shared.push(1); });
        thread("popper", [&] { shared.pop(); });
        join_all();
        check(shared.pushed == shared.popped, "both or none");
    });
}

TEST(Exchange, APushThatTimesOutIsNotTakenIn) {
    holds([] {
        counted shared(1);
        shared.push(1);
        thread("pusher", [&] { shared.push(2); });
        thread("popper", [&] { shared.pop(); });
        join_all();
        int item = 0;
        while (shared.items.try_pop(item) == channel_status::success) shared.popped += item;
        check(shared.pushed == shared.popped, "what was pushed is popped");
    });
}

TEST(Exchange, AWaitingPusherEntersAsSoonAsThereIsRoom) {
    holds(
        [] {
            channel<int> items(1);
            model::name(items, "channel");
            items.push(1);
            thread("pusher", [&] { items.push(2); });
            thread("popper", [&] { check(items.pop() == 1, "the oldest comes first"); });
            join_all(); // no further pop helps the pusher
            check(items.size() == 1, "the pusher's item is in");
        },
        {.preemption_bound = 3});
}

TEST(Exchange, APopperBehindOneThatTimesOutGetsTheItem) {
    holds([] {
        counted shared(1);
        thread("impatient", [&] { shared.pop(); });
        thread("patient", [&] {
            if (const auto item = shared.items.pop()) shared.popped += *item;
        });
        shared.items.push(1);
        shared.items.push(2);
        shared.items.close();
        join_all();
        check(shared.popped >= 1, "one at least");
        int item = 0;
        while (shared.items.try_pop(item) == channel_status::success) shared.popped += item;
        check(shared.popped == 3, "each item once");
    });
}

TEST(Exchange, ThePopperMayDestroyIt) {
    holds([] { a_popper_that_destroys_it(0); }, {.preemption_bound = 4});
}

TEST(Exchange, AnUnboundedOneGrowsUnderItsUsers) {
    holds([] {
        struct state {
            channel<int> items{unbounded};
            int sum = 0;
        } shared;
        thread("pusher 1", [&] {
            shared.items.push(1);
            shared.items.push(2);
            shared.items.push(4);
        });
        thread("pusher 2", [&] { shared.items.push(8); });
        thread("popper", [&] { shared.sum = *shared.items.pop() + *shared.items.pop() + *shared.items.pop(); });
        join_all();
        shared.sum += *shared.items.pop();
        check(shared.sum == 15, "each item once");
    });
}

} // namespace
} // namespace weft::test
