// SPDX-License-Identifier: BSL-1.0
// Invariant: whoever subscribed before a push pops its item exactly once, in the order of the pushes; with lag::wait
// nothing is missed and a pusher waits only for somebody who is a capacity behind (a lost wake-up is a deadlock); with
// lag::drop_oldest what is popped and what is missed make up what was pushed.
#include "model_test.hpp"

#include <weft/broadcast.hpp>

#include <chrono>
#include <optional>
#include <utility>

namespace weft::test {
namespace {

TEST(Broadcast, TwoSubscribersGetEachItem) {
    holds(
        [] {
            struct state {
                broadcast<int> news{1};
                subscription<int> mine[2] = {news.subscribe(), news.subscribe()};
            } shared;
            for (int who = 0; who < 2; ++who)
                thread(who == 0 ? "one" : "two", [&shared, who] {
                    check(shared.mine[who].pop() == 1, "the first");
                    check(shared.mine[who].pop() == 2, "the second");
                });
            shared.news.push(1);
            shared.news.push(2);
            join_all();
        },
        {.bound_in_tests = 1});
}

TEST(Broadcast, ASubscriberThatLeavesMakesRoom) {
    holds([] {
        struct state {
            broadcast<int> news{1};
            std::optional<subscription<int>> leaving{news.subscribe()};
            subscription<int> staying{news.subscribe()};
            int got = 0;
        } shared;
        thread("leaving", [&] { shared.leaving.reset(); });
        thread("staying", [&] { shared.got = *shared.staying.pop() + *shared.staying.pop(); });
        shared.news.push(1);
        shared.news.push(2);
        join_all();
        check(shared.got == 3, "each item once");
    });
}

TEST(Broadcast, OneThatLagsBehindLeavesTheOthersTheirItems) {
    holds([] {
        struct state {
            broadcast<int> news{1, lag::drop_oldest};
            std::optional<subscription<int>> lagging{news.subscribe()};
            subscription<int> staying{news.subscribe()};
        } shared;
        shared.news.push(1);
        thread("lagging", [&] { shared.lagging.reset(); });
        shared.news.push(2);
        join_all();
        check(shared.staying.pop() == 2, "the last item");
    });
}

TEST(Broadcast, TwoPushersWaitForOneSubscriber) {
    holds([] {
        struct state {
            broadcast<int> news{1};
            subscription<int> mine{news.subscribe()};
            int got = 0;
        } shared;
        thread("pusher 1", [&] { shared.news.push(1); });
        thread("pusher 2", [&] { shared.news.push(2); });
        shared.got = *shared.mine.pop() + *shared.mine.pop();
        join_all();
        check(shared.got == 3, "each item once");
    });
}

TEST(Broadcast, WhatIsPoppedAndMissedIsAll) {
    holds([] {
        struct state {
            broadcast<int> news{1, lag::drop_oldest};
            subscription<int> mine{news.subscribe()};
            unsigned popped = 0;
        } shared;
        thread("subscriber", [&] {
            while (shared.mine.pop()) ++shared.popped;
        });
        thread("pusher", [&] {
            for (int item = 1; item <= 3; ++item) shared.news.push(item);
            shared.news.close();
        });
        join_all();
        check(shared.popped + shared.mine.missed() == 3, "popped or missed");
    });
}

TEST(Broadcast, CloseEndsBothKindsOfWaits) {
    holds([] {
        struct state {
            broadcast<int> news{1};
            subscription<int> slow{news.subscribe()};
            subscription<int> mine{news.subscribe()};
            int pushed = 0;
            int popped = 0;
        } shared;
        thread("pusher", [&] {
            try {
                for (;; ++shared.pushed) shared.news.push(1);
            } catch (const channel_closed&) {}
        });
        thread("subscriber", [&] {
            while (shared.mine.pop()) ++shared.popped;
        });
        shared.news.close();
        join_all();
        check(shared.popped == shared.pushed, "what was pushed before the end is popped");
    });
}

TEST(Broadcast, WhoTimesOutHasGivenAndGotNothing) {
    holds([] {
        struct state {
            broadcast<int> news{1};
            subscription<int> mine{news.subscribe()};
            int pushed = 1;
            int popped = 0;

            void pop(std::chrono::milliseconds timeout) {
                std::optional<int> item;
                if (mine.pop_for(item, timeout) == channel_status::success) ++popped;
            }
        } shared;
        shared.news.push(1);
        thread("pusher", [&] {
            if (shared.news.push_for(1, std::chrono::milliseconds(1)) == channel_status::success) ++shared.pushed;
        });
        for (int pops = 0; pops < 2; ++pops) shared.pop(std::chrono::milliseconds(1));
        join_all();
        shared.pop({});
        check(shared.popped == shared.pushed, "each item once");
    });
}

} // namespace
} // namespace weft::test
