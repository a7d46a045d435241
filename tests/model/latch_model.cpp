// SPDX-License-Identifier: BSL-1.0
// Invariant: who waits for a latch or a wait group goes on once the count is zero, and sees what came before each count
// down; then it may destroy it; a deadline ends the wait without an effect.
#include "model_test.hpp"

#include <weft/latch.hpp>
#include <weft/wait_group.hpp>

#include <chrono>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

TEST(Latch, TheWaiterSeesWhatCameBeforeEachCountDown) {
    holds([] {
        struct state {
            latch ready{2};
            model::plain<int> one{0, "one's part"}, two{0, "two's part"};
        } shared;
        thread("one", [&] {
            shared.one.set(1);
            shared.ready.count_down();
        });
        thread("two", [&] {
            shared.two.set(1);
            shared.ready.count_down();
        });
        shared.ready.wait();
        check(shared.one.get() + shared.two.get() == 2, "both parts are there");
        join_all();
    });
}

TEST(Latch, ADeadlineAgainstTheCountDown) {
    holds([] {
        struct state {
            latch ready{1};
            model::plain<int> part{0, "the part"};
        } shared;
        thread("waiter", [&] {
            if (shared.ready.wait_for(1ms)) check(shared.part.get() == 1, "the part is there");
        });
        thread("counter", [&] {
            shared.part.set(1);
            shared.ready.count_down();
        });
        join_all();
        check(shared.ready.try_wait(), "it is zero");
    });
}

TEST(Latch, WhoeverItLetsThroughMayDestroyIt) {
    holds(
        [] {
            mortal<latch> ready(2);
            thread("one", [&] { ready->count_down(); });
            thread("two", [&] {
                ready->arrive_and_wait();
                ready.destroy();
            });
            join_all();
        },
        {.preemption_bound = 4});
}

/// Nobody who arrives and waits looks at it again after the one who was first to go.
TEST(Latch, TheFirstOfTwoThatMeetMayDestroyIt) {
    holds(
        [] {
            struct state {
                mortal<latch> met{2};
                atomic<int> gone{0};
            } shared;
            for (const char* const name : {"one", "two"})
                thread(name, [&] {
                    shared.met->arrive_and_wait();
                    if (shared.gone.fetch_add(1) == 0) shared.met.destroy();
                });
            join_all();
        },
        {.preemption_bound = 3});
}

TEST(WaitGroup, TheWaiterSeesWhatWasDone) {
    holds([] {
        struct state {
            wait_group work;
            model::plain<int> one{0, "one's part"}, two{0, "two's part"};
        } shared;
        shared.work.add(2);
        thread("one", [&] {
            shared.one.set(1);
            shared.work.done();
        });
        thread("two", [&] {
            shared.two.set(1);
            shared.work.done();
        });
        shared.work.wait();
        check(shared.one.get() + shared.two.get() == 2, "both parts are there");
        join_all();
    });
}

TEST(WaitGroup, ADeadlineAgainstDone) {
    holds([] {
        wait_group work;
        work.add();
        thread("waiter", [&] { static_cast<void>(work.wait_for(1ms)); });
        thread("worker", [&] { work.done(); });
        join_all();
        check(work.wait_until(clock::time_point()), "it is zero");
    });
}

TEST(WaitGroup, WhoeverItLetsThroughMayDestroyIt) {
    holds(
        [] {
            mortal<wait_group> work;
            work->add();
            thread("worker", [&] { work->done(); });
            thread("waiter", [&] {
                work->wait();
                work.destroy();
            });
            join_all();
        },
        {.preemption_bound = 4});
}

} // namespace
} // namespace weft::test
