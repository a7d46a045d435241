// SPDX-License-Identifier: BSL-1.0
// Invariant: what is pushed is popped exactly once, in the order of one pusher's pushes; at most `capacity` items are
// in; a pusher waits only while it is full, a popper only while it is empty, and close() wakes both (a lost wake-up is
// a deadlock); after close() pushes fail and pops get what is left. A popper may destroy the channel once it has its
// item.
#include "channel_programs.hpp"

namespace weft::test {
namespace {

TEST(Channel, OnePusherOnePopper) {
    holds([] {
        channel<int> items(1);
        model::name(items, "channel");
        thread("pusher", [&] {
            for (int item = 1; item <= 3; ++item) items.push(item);
        });
        thread("popper", [&] {
            for (int item = 1; item <= 3; ++item) check(items.pop() == item, "the oldest comes first");
        });
        join_all();
    });
}

TEST(Channel, TwoPushersOnePopper) {
    holds([] { two_pushers_and_a_popper(1); });
}

TEST(Channel, OnePusherTwoPoppers) {
    holds([] { a_pusher_and_two_poppers(2); });
}

TEST(Channel, CloseEndsAWaitingPopper) {
    holds(
        [] {
            struct state {
                channel<int> items{1};
                int popped = 0;
            } shared;
            thread("popper", [&] {
                while (shared.items.pop()) ++shared.popped;
            });
            thread("pusher", [&] {
                shared.items.push(1);
                shared.items.close();
            });
            join_all();
            check(shared.popped == 1, "what was pushed before close() is popped");
        },
        {.preemption_bound = 3});
}

TEST(Channel, CloseEndsAWaitingPusher) {
    holds([] {
        struct state {
            channel<int> items{1};
            int pushed = 0;
            int popped = 0;
        } shared;
        thread("pusher", [&] {
            try {
                for (;; ++shared.pushed) shared.items.push(1);
            } catch (const channel_closed&) {}
        });
        thread("closer", [&] {
            if (shared.items.pop()) ++shared.popped;
            shared.items.close();
        });
        join_all();
        while (shared.items.pop()) ++shared.popped;
        check(shared.popped == shared.pushed, "each item once");
    });
}

TEST(Channel, NoPushEntersAfterTheClose) {
    holds(
        [] {
            channel<int> items(2);
            model::name(items, "channel");
            bool is_in = false;
            thread("pusher", [&] { is_in = items.try_push(7) == channel_status::success; });
            thread("closer", [&] {
                items.close();
                check(items.try_push(8) == channel_status::closed, "there is room, and it is closed");
            });
            join_all();
            check(items.pop().has_value() == is_in && !items.pop(), "what was pushed before the close is left");
        },
        {.preemption_bound = 4});
}

TEST(Channel, TryPushAndTryPopNeverWait) {
    holds([] {
        struct state {
            channel<int> items{1};
            int pushed = 0;
            int popped = 0;
        } shared;
        for (const char* const name : {"pusher 1", "pusher 2"})
            thread(name, [&] { static_cast<void>(shared.items.try_push(7)); });
        thread("popper", [&] {
            int item = 0;
            if (shared.items.try_pop(item) == channel_status::success) shared.popped += item;
        });
        join_all();
        int item = 0;
        while (shared.items.try_pop(item) == channel_status::success) shared.popped += item;
        check(shared.popped == 7 || shared.popped == 14, "one item fits, two if one was popped between");
    });
}

TEST(Channel, ThePopperMayDestroyIt) {
    holds([] { a_popper_that_destroys_it(1); }, {.preemption_bound = 4});
}

} // namespace
} // namespace weft::test
