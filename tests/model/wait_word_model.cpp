// SPDX-License-Identifier: BSL-1.0
// Invariant: of all who claim one wait exactly one wins, and the unit is made ready exactly once, after it left its
// stack and after the winner was done with the wait; a claim of an earlier epoch changes nothing; what the winner wrote
// happens before what the unit does next, and what the unit wrote before it armed happens before what the winner does.
#include "model_test.hpp"

#include <weft/detail/fiber/wait_word.hpp>

namespace weft::test {
namespace {

using detail::claim_outcome;
using detail::wait_word;
using detail::wake_reason;

/// One fiber that waits on a word, with what makes it ready. The list that wakers find it by is `offered`.
struct wait_model {
    wait_word word;
    atomic<std::uint32_t> offered{0}; // the epoch, once the unit is linked
    atomic<int> ready{0};             // how often it was made ready
    model::plain<int> handed{0, "what is handed over"};
    model::plain<int> brought{0, "what the unit brought"};

    wait_model() {
        model::name(word, "word");
        model::name(offered, "offered");
        model::name(ready, "ready");
    }

    std::uint32_t begin() {
        brought.set(brought.get() + 1);
        const std::uint32_t epoch = word.arm();
        offered.store(epoch, memory_order_release);
        return epoch;
    }

    void make_ready() { check(ready.fetch_add(1, memory_order_acq_rel) == 0, "it was made ready twice"); }

    /// The switch's new side.
    void leave() {
        if (word.leave()) make_ready();
    }

    /// A waker; true when it won.
    bool wake(std::uint32_t epoch, wake_reason reason) {
        const claim_outcome outcome = word.claim(epoch, reason);
        if (outcome == claim_outcome::lost) return false;
        static_cast<void>(brought.get());
        handed.set(static_cast<int>(reason)); // the wait is still the winner's
        if (outcome == claim_outcome::won_off || word.publish()) make_ready();
        return true;
    }

    void wake_if_offered(wake_reason reason, bool& won) {
        const std::uint32_t epoch = offered.load(memory_order_acquire);
        if (epoch != 0) won = wake(epoch, reason);
    }
};

/// The unit, off its stack, goes on when it was made ready; here its next steps are the body's after all threads.
void end_of_wait(wait_model& shared, bool completed, bool timed_out) {
    const bool won = completed || timed_out;
    check(!(completed && timed_out), "two reasons won");
    check(shared.ready.load(memory_order_acquire) == (won ? 1 : 0), "the unit is ready if somebody won");
    if (!won) return;
    check(shared.word.reason() == (completed ? wake_reason::completed : wake_reason::timed_out),
          "the reason is the winner's");
    check(shared.handed.get() == static_cast<int>(shared.word.reason()), "what the winner handed over is there");
}

TEST(WaitWord, OneOfWakerAndTimerWins) {
    holds(
        [] {
            struct state : wait_model {
                bool completed = false;
                bool timed_out = false;
            } shared;
            thread("unit", [&] {
                shared.begin();
                shared.leave();
            });
            thread("waker", [&] { shared.wake_if_offered(wake_reason::completed, shared.completed); });
            thread("timer", [&] { shared.wake_if_offered(wake_reason::timed_out, shared.timed_out); });
            join_all();
            end_of_wait(shared, shared.completed, shared.timed_out);
        },
        {.old_failures = old_failures::everywhere});
}

/// The worker that takes over from the unit resumes it when it is ready: the unit waits twice.
TEST(WaitWord, ALateWakerOfTheFirstWaitLeavesTheSecondAlone) {
    holds(
        [] {
            struct state : wait_model {
                bool first = false;
                bool late = false;
            } shared;
            const std::uint32_t first = shared.begin();
            thread("unit", [&] {
                shared.leave();
                if (shared.ready.load(memory_order_acquire) == 0) return;
                static_cast<void>(shared.handed.get());
                shared.ready.store(0, memory_order_relaxed);
                shared.begin();
                shared.leave();
            });
            thread("waker", [&, first] { shared.first = shared.wake(first, wake_reason::completed); });
            thread("timer", [&, first] { shared.late = shared.wake(first, wake_reason::timed_out); });
            join_all();
            check(shared.first != shared.late, "one of the two won the first wait");
            const bool again = shared.offered.load(memory_order_relaxed) != first;
            check(shared.ready.load(memory_order_relaxed) == (again ? 0 : 1), "the second wait was left alone");
        },
        {.old_failures = old_failures::everywhere});
}

/// publish() of a winner that found the unit still on its stack, against leave().
TEST(WaitWord, TheSecondOfPublishAndLeaveMakesItReady) {
    holds(
        [] {
            wait_model shared;
            const std::uint32_t epoch = shared.begin();
            thread("switch", [&] { shared.leave(); });
            thread("waker", [&, epoch] { check(shared.wake(epoch, wake_reason::completed), "there is no other"); });
            join_all();
            end_of_wait(shared, true, false);
        },
        {.preemption_bound = 4, .old_failures = old_failures::everywhere});
}

} // namespace
} // namespace weft::test
