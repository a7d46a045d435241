// SPDX-License-Identifier: BSL-1.0
// Invariant: select's turn holds for every kind of case: a subscription's and a broadcast's, a queue's, the end of a
// fiber, a stop; a case that was woken but not served looks again; a select touches nothing of a primitive once its
// case was chosen, so whoever was chosen may destroy that primitive.
#include "model_test.hpp"

#include <weft/broadcast.hpp>
#include <weft/channel.hpp>
#include <weft/event.hpp>
#include <weft/on_event.hpp>
#include <weft/on_join.hpp>
#include <weft/queue.hpp>
#include <weft/select.hpp>

#include <chrono>
#include <optional>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

TEST(SelectCases, WhoPoppedMayDestroyTheChannel) {
    holds([] {
        struct state {
            channel<int> other{std::size_t{0}};
            mortal<channel<int>> items{std::size_t{0}};
        } shared;
        thread("selector", [&] {
            select_ordered(on_pop(shared.other), on_pop(*shared.items));
            shared.items.destroy();
        });
        thread("pusher", [&] { shared.items->push(1); });
        join_all();
    });
}

TEST(SelectCases, WhoTookTheItemOfASelectMayDestroyTheChannel) {
    holds([] {
        struct state {
            channel<int> never{std::size_t{0}};
            mortal<channel<int>> items{std::size_t{0}};
        } shared;
        thread("selector", [&] { select_ordered(on_pop(shared.never), on_push(*shared.items, 1)); });
        thread("popper", [&] {
            check(shared.items->pop() == 1, "the item");
            shared.items.destroy();
        });
        join_all();
    });
}

TEST(SelectCases, APushThatWaitsFailsWhenItsChannelIsClosed) {
    holds([] {
        struct state {
            channel<int> never{std::size_t{0}};
            channel<int> items{std::size_t{0}};
            bool failed = false;
        } shared;
        thread("selector", [&] {
            try {
                select_ordered(on_pop(shared.never), on_push(shared.items, 1));
            } catch (const channel_closed&) {
                shared.failed = true;
            }
        });
        thread("closer", [&] { shared.items.close(); });
        join_all();
        check(shared.failed, "nobody took the item");
    });
}

TEST(SelectCases, ASubscriberGetsTheNextItem) {
    holds([] {
        struct state {
            broadcast<int> news{1};
            subscription<int> mine[2] = {news.subscribe(), news.subscribe()};
            channel<int> never{std::size_t{0}};
        } shared;
        for (int who = 0; who < 2; ++who)
            thread(who == 0 ? "one" : "two", [&shared, who] {
                const auto expect = [](std::optional<int> item) { check(item == 1, "the item"); };
                select_ordered(on_pop(shared.never), on_pop(shared.mine[who], expect));
            });
        shared.news.push(1);
        join_all();
    });
}

TEST(SelectCases, ABroadcastTakesTheItemOfAPusherThatSelects) {
    holds([] {
        struct state {
            broadcast<int> news{1};
            subscription<int> mine = news.subscribe();
            channel<int> never{std::size_t{0}};
        } shared;
        thread("pusher", [&] {
            for (const int item : {1, 2}) select_ordered(on_push(shared.news, int{item}), on_pop(shared.never));
        });
        check(shared.mine.pop() == 1, "the first");
        check(shared.mine.pop() == 2, "the second");
        join_all();
    });
}

TEST(SelectCases, WhatAQueueGivesIsUnfinished) {
    holds([] {
        struct state {
            queue<int> jobs;
            channel<int> never{std::size_t{0}};
            model::plain<int> done{0, "how many are done"};
        } shared;
        thread("worker", [&] {
            select_ordered(on_pop(shared.never), on_pop(shared.jobs));
            shared.done.set(1);
            shared.jobs.task_done();
        });
        shared.jobs.put(1);
        shared.jobs.join();
        check(shared.done.get() == 1, "it is done");
        join_all();
    });
}

/// As worker::finish() of a fiber that two may wait for: a select of its end, and an event.
struct ending {
    detail::fiber_record fiber;
    model::plain<int> result{0, "the result"};
    event ready;

    ending() {
        model::name(fiber, "record");
        fiber.life.reset();
        fiber.life.claim_unqueued();
    }

    void finish() {
        result.set(42);
        bool last = false;
        if (fiber.life.try_finish(last)) return;
        fiber.joiners.lock();
        static_cast<void>(fiber.life.finish_joined());
        const auto joiners = fiber.joiners.claim_all();
        fiber.joiners.unlock();
        joiners.deliver();
    }

    /// True when the fiber's end was what came.
    bool select_end() {
        bool ended = false;
        auto end = [&ended] { ended = true; };
        select_ordered(detail::join_case<decltype(end)>(fiber, end), on_event(ready));
        return ended;
    }
};

/// Never happens, and counts who watches it.
struct watched_case final : lowlevel::select_case {
    int watchers = 0;
    answer look() noexcept override { return answer::no; }
    void watch(lowlevel::waiter&) noexcept override { ++watchers; }
    void unwatch() noexcept override { --watchers; }
    void run() {}
};

TEST(SelectCases, NobodyWatchesAfterTheChoice) {
    holds([] {
        struct state {
            event ready{};
            watched_case watched{};
        } shared;
        thread("selector", [&] { select_ordered(shared.watched, on_event(shared.ready)); });
        shared.ready.set();
        join_all();
        check(shared.watched.watchers == 0, "nobody watches");
    });
}

TEST(SelectCases, BothEndsOfAChannelAreClosedAtOnce) {
    holds([] {
        struct state {
            mortal<channel<int>> items{std::size_t{0}};
            std::size_t chosen = 9;
        } shared;
        thread("selector", [&] {
            shared.chosen = select_ordered(on_pop(*shared.items), on_push(*shared.items, 1));
            shared.items.destroy();
        });
        shared.items->close();
        join_all();
        check(shared.chosen == 0, "the first in the order");
    });
}

TEST(SelectCases, TheEndOfAFiberEndsIt) {
    holds([] {
        ending shared;
        thread("finisher", [&] { shared.finish(); });
        thread("selector", [&] {
            check(shared.select_end(), "nothing else came");
            check(shared.result.get() == 42, "the result is there");
        });
        join_all();
    });
}

TEST(SelectCases, ASelectThatGaveUpLeavesTheEndAlone) {
    holds([] {
        struct state : ending {
            bool ended = false;
        } shared;
        thread("finisher", [&] { shared.finish(); });
        thread("setter", [&] { shared.ready.set(); });
        thread("selector", [&] { shared.ended = shared.select_end(); });
        join_all();
        check(shared.fiber.life.is_done(), "the fiber has ended");
    });
}

TEST(SelectCases, APushThatTimesOutHasGivenNothing) {
    holds([] {
        struct state {
            broadcast<int> news{1};
            subscription<int> mine = news.subscribe();
            bool pushed = false;
        } shared;
        shared.news.push(1);
        thread("pusher", [&] { select_ordered(on_push(shared.news, 2, [&] { shared.pushed = true; }), after(1ms)); });
        thread("subscriber", [&] { check(shared.mine.pop() == 1, "the first"); });
        join_all();
        std::optional<int> item;
        check((shared.mine.pop_for(item, std::chrono::seconds(0)) == channel_status::success) == shared.pushed,
              "pushed and popped, or neither");
    });
}

} // namespace
} // namespace weft::test
