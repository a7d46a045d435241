// SPDX-License-Identifier: BSL-1.0
// Invariant: whoever waits for an ending goes on once end() was called, sees what was done before it, and may destroy
// the ending at once; of all who begin what is over, one succeeds, and sees what was done before the last end().
#include "model_test.hpp"

#include <weft/detail/asio/ending.hpp>

namespace weft::test {
namespace {

using detail::ending;

constexpr lowlevel::wait_kind k_waits{.verb = "waits for the end"};

/// As an operation of Asio in a fiber's frame: the handler writes its results and ends it.
struct frame_model {
    mortal<ending> over{ending::state::pending};
    model::plain<int> result{0, "the result"};

    frame_model() { model::name(*over, "ending"); }

    void complete() {
        result.set(42);
        over->end();
    }

    void wait_and_leave() {
        over->wait(k_waits, nullptr);
        check(result.get() == 42, "the result is there");
        over.destroy();
    }
};

TEST(Ending, WhoeverWaitsSeesTheResultAndMayDestroyIt) {
    holds(
        [] {
            frame_model shared;
            thread("fiber", [&] { shared.wait_and_leave(); });
            thread("handler", [&] { shared.complete(); });
            join_all();
        },
        {.preemption_bound = 4, .old_failures = old_failures::everywhere});
}

/// The handler is called, or is destroyed uncalled, before the fiber has begun to wait.
TEST(Ending, AnEndBeforeTheWaitIsNotLost) {
    holds([] {
        frame_model shared;
        shared.complete();
        thread("fiber", [&] { shared.wait_and_leave(); });
        join_all();
    });
}

TEST(Ending, WhoeverFindsItOverSeesTheResult) {
    holds([] {
        frame_model shared;
        thread("looker", [&] {
            if (shared.over->is_over()) check(shared.result.get() == 42, "the result is there");
        });
        thread("handler", [&] { shared.complete(); });
        join_all();
    });
}

/// Two fibers' worth of waits one after the other: the end of the first does not end the second.
TEST(Ending, EachEndIsOfOneBeginning) {
    holds([] {
        frame_model shared;
        thread("fiber", [&] {
            shared.over->wait(k_waits, nullptr);
            check(shared.result.get() == 42, "the first result is there");
            check(shared.over->begin(), "it is over");
            check(!shared.over->is_over(), "it is pending again");
            shared.over->end();
            check(shared.over->is_over(), "it is over again");
        });
        thread("handler", [&] { shared.complete(); });
        join_all();
    });
}

/// As the memory of a frame, which threads borrow while the fiber is away; the fiber leaves once it is given back.
struct room_model {
    mortal<ending> lent{ending::state::over};
    model::plain<int> room{0, "the room"};
    atomic<int> left{2}; // borrowers that have not asked yet

    room_model() { model::name(*lent, "lent"); }

    void borrow() {
        const bool mine = lent->begin();
        if (mine) room.set(room.get() + 1);
        left.fetch_sub(1, memory_order_release);
        if (!mine) return;
        room.set(room.get() + 1);
        lent->end();
    }

    void wait_and_leave() {
        if (left.load(memory_order_acquire) != 0) return;
        lent->wait(k_waits, nullptr);
        const int used = room.get();
        check(used == 2 || used == 4, "nobody is in the room");
        lent.destroy();
    }
};

TEST(Ending, OneAtATimeHasTheRoomAndTheOwnerLeavesAfterTheLast) {
    holds(
        [] {
            room_model shared;
            for (const char* const name : {"one", "two"}) thread(name, [&] { shared.borrow(); });
            thread("owner", [&] { shared.wait_and_leave(); });
            join_all();
        },
        {.old_failures = old_failures::everywhere});
}

} // namespace
} // namespace weft::test
