// SPDX-License-Identifier: BSL-1.0
// Invariant: whoever waits goes on once the event is set, also when it is reset at once; what came before set() is seen
// after the wait; whoever a wait let through may destroy the event.
#include "model_test.hpp"

#include <weft/event.hpp>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

struct announced {
    event ready;
    model::plain<int> news{0, "the news"};

    announced() { model::name(ready, "event"); }
};

TEST(Event, SetWakesAllWhoWaitAndShowsTheNews) {
    holds([] {
        announced shared;
        for (const char* const name : {"one", "two"})
            thread(name, [&] {
                shared.ready.wait();
                check(shared.news.get() == 1, "the news is seen");
            });
        thread("setter", [&] {
            shared.news.set(1);
            shared.ready.set();
        });
        join_all();
    });
}

TEST(Event, SetAndResetWakeWhoWaits) {
    holds([] {
        struct state {
            event ready, waiting;
        } shared;
        thread("waiter", [&] {
            shared.waiting.set();
            if (!shared.ready.wait_for(1ms)) return; // it came too late, or the deadline was quicker
        });
        thread("setter", [&] {
            shared.waiting.wait();
            shared.ready.set();
            shared.ready.reset();
        });
        join_all();
        check(!shared.ready.is_set(), "it was reset");
    });
}

TEST(Event, ADeadlineAgainstSet) {
    holds([] {
        announced shared;
        thread("waiter", [&] {
            if (shared.ready.wait_for(1ms)) check(shared.news.get() == 1, "the news is seen");
        });
        thread("setter", [&] {
            shared.news.set(1);
            shared.ready.set();
        });
        join_all();
        check(shared.ready.is_set(), "it is set");
    });
}

TEST(Event, WhoeverItLetsThroughMayDestroyIt) {
    holds(
        [] {
            mortal<event> ready;
            thread("waiter", [&] {
                ready->wait();
                ready.destroy();
            });
            thread("setter", [&] { ready->set(); });
            join_all();
        },
        {.preemption_bound = 4});
}

} // namespace
} // namespace weft::test
