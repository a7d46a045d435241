// SPDX-License-Identifier: BSL-1.0
// Invariant: a wait that is open to cancellation ends exactly once, by its waker or by its canceller, and never not at
// all when it was cancelled, before it began or after; nobody makes a fiber ready that is still on its stack, although
// the canceller has neither the list nor its lock; after the fiber was made ready nobody touches its wait.
#include "model_test.hpp"

#include "fiber/record_pool.hpp"

#include <weft/cancelled.hpp>
#include <weft/counting_semaphore.hpp>
#include <weft/detail/base/fence.hpp>
#include <weft/detail/base/pause.hpp>
#include <weft/detail/fiber/cancel/cancel_level.hpp>
#include <weft/detail/fiber/wait_word.hpp>
#include <weft/lowlevel/wait_list.hpp>
#include <weft/run.hpp>
#include <weft/spawn.hpp>
#include <weft/this_fiber.hpp>

namespace weft::test {
namespace {

using detail::asymmetric_fence;
using detail::claim_outcome;
using detail::list_lock;
using detail::wait_word;
using detail::wake_reason;

/// The protocol by itself: a fiber that suspends with the lock of its list, a waker that finds it there, a canceller
/// that knows only the fiber.
struct open_wait {
    wait_word word;
    list_lock lock;
    atomic<bool> cancelled{false};
    atomic<int> ready{0};
    model::plain<bool> linked{false, "the link"};
    model::plain<int> place{0, "the place of the wait"}; // what reports and cancellers find the wait by
    model::plain<int> registers{0, "the registers"};

    open_wait() {
        model::name(word, "word");
        model::name(lock, "lock");
        model::name(cancelled, "cancelled");
        model::name(ready, "ready");
    }

    void make_ready() {
        check(registers.get() == 1, "the fiber is off its stack");
        check(ready.fetch_add(1, memory_order_acq_rel) == 0, "it was made ready twice");
    }

    /// True when the fiber found by itself that it is cancelled.
    bool finds_its_cancellation(std::uint32_t epoch) {
        asymmetric_fence::light();
        return cancelled.load(memory_order_seq_cst) && word.claim(epoch, wake_reason::cancelled) != claim_outcome::lost;
    }

    /// As waiter::suspend_open_and_unlock().
    bool suspend_early() {
        lock.lock();
        const std::uint32_t epoch = word.arm();
        linked.set(true);
        place.set(1);
        word.leave_early_open();
        const bool found = finds_its_cancellation(epoch);
        if (!found) registers.set(1); // the switch
        lock.unlock();                // by its new side
        return found;
    }

    /// As waiter::suspend() after the lock was released.
    bool suspend_late() {
        lock.lock();
        const std::uint32_t epoch = word.arm();
        word.open();
        linked.set(true);
        lock.unlock();
        if (finds_its_cancellation(epoch)) return true;
        place.set(1);
        registers.set(1);
        if (word.leave()) make_ready();
        return false;
    }

    bool wake() {
        lock.lock();
        claim_outcome outcome = claim_outcome::lost;
        if (linked.get()) {
            linked.set(false);
            outcome = word.claim(1, wake_reason::completed);
        }
        lock.unlock();
        return deliver(outcome);
    }

    bool cancel() {
        cancelled.store(true, memory_order_seq_cst);
        asymmetric_fence::heavy();
        const claim_outcome outcome = word.claim_open(1, wake_reason::cancelled);
        if (outcome == claim_outcome::won_off) {
            check(place.get() == 1, "the canceller finds the wait");
            lock.await_release();
        }
        return deliver(outcome);
    }

private:
    bool deliver(claim_outcome outcome) {
        if (outcome == claim_outcome::lost) return false;
        if (outcome == claim_outcome::won_off || word.publish()) make_ready();
        return true;
    }
};

/// Exactly one ends the wait: there is a canceller always.
void ends_once(bool (open_wait::*suspend)(), bool with_waker) {
    open_wait shared;
    bool found = false, woken = false, cancelled = false;
    thread("fiber", [&] { found = (shared.*suspend)(); });
    if (with_waker) thread("waker", [&] { woken = shared.wake(); });
    thread("canceller", [&] { cancelled = shared.cancel(); });
    join_all();
    check(int{found} + int{woken} + int{cancelled} == 1, "the wait ended once");
    check(shared.ready.load(memory_order_acquire) == int{!found}, "the fiber is ready, if it was suspended");
    check(shared.word.reason() == (woken ? wake_reason::completed : wake_reason::cancelled),
          "the reason is the winner's");
}

TEST(Cancel, AWaitThatLeftEarlyEndsOnce) {
    holds([] { ends_once(&open_wait::suspend_early, true); }, {}, fences::both);
}

TEST(Cancel, AWaitThatLeavesWithTheSwitchEndsOnce) {
    holds([] { ends_once(&open_wait::suspend_late, true); }, {}, fences::both);
}

TEST(Cancel, ACancellationIsNotLost) {
    holds([] { ends_once(&open_wait::suspend_early, false); }, {.old_failures = old_failures::everywhere},
          fences::both);
    holds([] { ends_once(&open_wait::suspend_late, false); }, {.old_failures = old_failures::everywhere}, fences::both);
}

/// A closed wait is left alone, whatever comes.
TEST(Cancel, AClosedWaitIsNeverClaimedFromOutside) {
    holds([] {
        wait_word word;
        thread("fiber", [&] {
            word.arm();
            word.leave_early();
        });
        thread("canceller",
               [&] { check(word.claim_open(1, wake_reason::cancelled) == claim_outcome::lost, "it is closed"); });
        join_all();
        check(!word.is_claimed(), "nobody has claimed it");
    });
}

/// Records in the pool before the first run, so that no run makes any.
void make_records() {
    auto& pool = detail::record_pool::instance();
    detail::record_chain chains[4];
    for (auto& chain : chains) chain = pool.take();
    for (const auto& chain : chains) pool.give(chain);
}

const options k_two_workers{.workers = 2, .stack_size = std::size_t{64} * 1024, .left_report_after = k_never};

/// As cancel_scope, without the mark for generators, which have no model.
struct scope {
    detail::cancel_level level;

    template <class Fn>
    bool run(Fn&& fn) {
        detail::enter(level);
        bool is_cut_off = false;
        try {
            fn();
        } catch (const cancelled&) {
            is_cut_off = true;
        }
        detail::leave(level);
        return is_cut_off;
    }
    void cancel() { detail::cancel(level, cancel_reason::requested, {}, std::source_location::current()); }
};

bool is_told_here() {
    return static_cast<detail::fiber_record&>(detail::this_unit()).is_told.load(memory_order_seq_cst);
}

/// The same in a runtime of two workers: a fiber waits in an open wait, others wake and cancel it.
struct cancelled_wait {
    lowlevel::wait_list list;
    atomic<detail::fiber_record*> who{nullptr};
    model::plain<int> handed{0, "what was handed over"};

    cancelled_wait() { model::name(who, "who"); }

    wake_reason wait() {
        who.store(static_cast<detail::fiber_record*>(&detail::this_unit()), memory_order_release);
        list.lock();
        lowlevel::waiter self;
        list.push_back(self);
        const wake_reason reason = self.suspend_open_and_unlock(list);
        list.lock();
        list.remove(self);
        list.unlock();
        return reason;
    }

    bool wake() {
        list.lock();
        const lowlevel::claimed_waiter won = list.claim_front();
        if (won) handed.set(1);
        list.unlock();
        if (won) won.deliver();
        return static_cast<bool>(won);
    }

    bool cancel() {
        detail::fiber_record* const fiber = who.load(memory_order_acquire);
        if (fiber == nullptr) return false;
        detail::cancel_fiber(*fiber, cancel_reason::requested, {}, std::source_location::current());
        return true;
    }
};

TEST(Cancel, AFiberOfARuntimeIsCancelledWhereverItIs) {
    make_records();
    holds(
        [] {
            cancelled_wait shared;
            weft::run(k_two_workers, [&] {
                wake_reason reason = wake_reason::none;
                auto waiting = weft::spawn([&] { reason = shared.wait(); });
                while (!shared.cancel()) {
                    detail::cpu_pause(); // the other worker may have taken the fiber, and go on
                    this_fiber::yield();
                }
                waiting.join();
                check(reason == wake_reason::cancelled, "it was cancelled");
            });
        },
        {.surprises = 0, .bound_in_tests = 1}, fences::both);
}

TEST(Cancel, AWakerAndACancellerOfARuntimesFiber) {
    make_records();
    holds(
        [] {
            cancelled_wait shared;
            weft::run(k_two_workers, [&] {
                wake_reason reason = wake_reason::none;
                bool woken = false;
                auto waiting = weft::spawn([&] { reason = shared.wait(); });
                auto waker = weft::spawn([&] { woken = shared.wake(); });
                while (!shared.cancel()) detail::cpu_pause(); // the other worker runs the two
                waiting.join();
                waker.join();
                check((reason == wake_reason::completed) == woken, "who won says so");
                check(shared.handed.get() == int{woken}, "nothing is handed over in vain");
            });
        },
        {.surprises = 0, .bound_in_tests = 1});
}

/// Nobody releases the semaphore, so the wait ends by the cancellation, or was never begun.
TEST(Cancel, AScopeIsCancelledWhereverItsFiberIs) {
    make_records();
    holds(
        [] {
            scope shared;
            counting_semaphore<> nothing(0);
            weft::run(k_two_workers, [&] {
                bool caught = false;
                auto waiting = weft::spawn([&] { caught = shared.run([&] { nothing.acquire(); }); });
                shared.cancel();
                waiting.join();
                check(caught, "it was cut off");
            });
        },
        {.surprises = 0, .bound_in_tests = 1});
}

/// Whoever comes after the scope, in the same fiber or in the same record, is not cancelled.
TEST(Cancel, WhoHasLeftAScopeIsNotToldOfIt) {
    make_records();
    holds(
        [] {
            scope shared;
            weft::run(k_two_workers, [&] {
                auto passing = weft::spawn([&] {
                    static_cast<void>(shared.run([] {}));
                    check(!is_told_here(), "after the scope");
                });
                auto stopper = weft::spawn([&] { shared.cancel(); });
                passing.join();
                weft::spawn([] { check(!is_told_here(), "in another life of the record"); }).join();
                stopper.join();
            });
        },
        {.surprises = 0, .bound_in_tests = 1});
}

/// The joiner may have the fiber that it joins on its own stack, and cannot leave before that fiber has.
TEST(Cancel, AJoinerIsCancelledWithWhatItRunsInPlace) {
    make_records();
    holds(
        [] {
            counting_semaphore<> nothing(0);
            weft::run(k_two_workers, [&] {
                auto joiner = weft::spawn([&] {
                    auto target = weft::spawn([&] { nothing.acquire(); });
                    try {
                        target.join();
                    } catch (const cancelled&) { // each has its own stack
                        target.cancel();
                        throw;
                    }
                });
                joiner.cancel();
                try {
                    joiner.join();
                } catch (const fiber_cancelled&) { // or it has caught the target's end
                }
            });
        },
        {.surprises = 0, .bound_in_tests = 1});
}

} // namespace
} // namespace weft::test
