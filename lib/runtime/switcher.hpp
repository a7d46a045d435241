// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/stack/stack.hpp"
#include "context/switch/switch.hpp"
#include "fiber/carrier.hpp"
#include "runtime/life_counts.hpp"
#include "runtime/observer.hpp"
#include "runtime/ready_queue.hpp"
#include "runtime/simulation.hpp"

#include <weft/detail/base/assert.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <utility>

namespace weft::detail::sched {

/// The part of a worker that runs fibers: from their first step, over every switch, to their end. A fiber that suspends
/// picks the next ready one and switches straight to it. When none is ready, and every k_pass switches, control returns
/// to resume(), on the thread's own stack.
///
/// Until a switch is over the old fiber still runs on its stack, so no other worker may see it. What is due afterwards
/// (queue it, end its wait, reuse its stack) is noted in after_; whoever runs next on the thread does it, by
/// run_after(). A runtime with one worker may queue first: nobody else pops.
///
/// Owner only (the worker's thread, on a fiber or in its scheduler), but for what says "any thread". `this` is stale
/// after every switch: a fiber may come back on another worker.
///
/// Many functions: each kind of switch (yield, wait, end, dispatch, join in place) has its quick step and, apart from
/// it, what that step seldom needs. Many fields: every switch touches them, so they lie side by side.
class switcher : public carrier {
public:
    switcher(shared_work& shared, const ready_plan& how, stack_pool& stacks, observer& observed_by,
             simulation* simulated);

    // On a fiber.
    void yield() noexcept override;
    bool yield_long() noexcept override;
    void suspend_current() noexcept override;
    void suspend_current_and_unlock(list_lock& held) noexcept override;

    /// True, and the fiber `target`, unstarted and owned by the caller, is the caller's to run_in_place(), when it is
    /// in the ring here and nothing speaks against it. Any state of the caller and of the fiber. False: not_in_place()
    /// is next, and there may be other ways to run it here.
    template <life_word::workers ThereAre>
    bool remove_to_run_in_place(fiber_record& target) noexcept;

    /// Takes back what a remove_to_run_in_place() in vain has counted.
    void not_in_place() noexcept { ++in_place_left_; }

    /// Whether a joiner may be cancelled: a destructor's join may not.
    enum class joiner : bool { may_leave, stays };

    /// Runs a claimed fiber on the stack of the current one. Returns whom that is on then, once the fiber has finished.
    switcher& run_in_place(fiber_record& target, joiner how) noexcept;

    /// Claims `target`, unstarted and owned by the caller, wherever it is queued, and runs it in place, when that is
    /// allowed; returns true once it has finished.
    bool try_run_in_place(fiber_record& target, joiner how_it_joins) noexcept;

    /// Runs a fiber that was never queued at once and queues the current one. Throws resource_error when there is no
    /// stack.
    void dispatch(fiber_record& child);

    // Any thread.
    const ready_plan& how() const noexcept { return ready_.how(); }
    const life_counts& lives() const noexcept { return lives_; }

    /// What the watchdog sees: a number that moves with every switch.
    std::uint64_t activity() const noexcept {
        return passes_.load(memory_order_relaxed) * (k_pass + 1) -
               static_cast<std::uint64_t>(budget_.load(memory_order_relaxed));
    }

protected:
    ~switcher() = default;

    // In the scheduler.
    /// The worker's thread has come, or is about to leave.
    void enter_thread() noexcept;
    void leave_thread() noexcept;

    /// Runs `next`, and others after it, until the pass is over. Returns the address of the fiber that got no stack and
    /// has ended therefore, whose record may be another fiber's by now; null when all was well.
    const fiber_record* resume(ready_entry next) noexcept;

    /// The unstarted fiber that got no stack out of the cache: resume() is to try again. Empty: there is none.
    ready_entry take_handoff() noexcept { return std::exchange(handoff_, {}); }

    /// The next switch ends the pass.
    void end_pass_soon() noexcept { budget_.store(1, memory_order_relaxed); }
    void count_pass() noexcept { passes_.store(passes_.load(memory_order_relaxed) + 1, memory_order_relaxed); }
    std::uint64_t passes() const noexcept { return passes_.load(memory_order_relaxed); }

    /// What activity() is when the current fiber goes on at the beginning of the next pass.
    std::uint64_t activity_of_next_pass() const noexcept;

    /// A fiber that has waited may go on at another worker, and must not use the one where it was.
    void check_owner() const noexcept {
        if constexpr (WEFT_DEBUG_CHECKS)
            WEFT_ASSERT(current_carrier() == this,
                        "a worker was used from another thread: after a wait, ask for this_worker() again");
    }

    /// What is due once the fiber that was left is off its stack.
    enum class then : std::uint8_t { nothing, requeue, leave_wait, unlock, recycle };

    /// Leaves `me` for `next` (the scheduler, when empty) and returns once somebody resumes it, wherever that is.
    void switch_out(fiber_record& me, then what, ready_entry next) noexcept;

private:
    static constexpr int k_most_in_place = 8192; // joins in place between two that suspend

    static void fiber_main(void* payload);
    void leave_for_next(fiber_record& me) noexcept;
    void switch_to(fiber_record& me, execution& to) noexcept;
    void switch_to_entry(fiber_record& me, ready_entry next) noexcept;
    void switch_with_exceptions(fiber_record& me, execution& to) noexcept;
    void yield_solo(fiber_record& me) noexcept;
    void yield_after_stale(fiber_record& me) noexcept;
    execution& target_of(ready_entry next) noexcept;
    bool bind_stack(fiber_record& fiber) noexcept;
    const fiber_record* fail_handoff() noexcept;
    void run_after() noexcept;
    void leave_stack(stack* mine, ready_entry next) noexcept;
    void step_with_exceptions(fiber_record& target) noexcept;
    bool announce(fiber_record& fiber, lowlevel::claimed_waiters& joiners) noexcept;
    bool announce_child(fiber_record& child, lowlevel::claimed_waiters& joiners) noexcept;
    switcher* finish(fiber_record& fiber) noexcept;
    switcher* free_detached(fiber_record& fiber) noexcept;
    bool has_stack_left(const fiber_record& me) const noexcept;
    void show_wait(const fiber_record& me) noexcept;

    void count_finished() noexcept {
        check_owner();
        lives_.count_finished();
    }

    /// Spends one switch; false when it is time for a pass through the scheduler.
    bool spend() noexcept {
        const int left = budget_.load(memory_order_relaxed) - 1;
        budget_.store(left, memory_order_relaxed);
        return left > 0;
    }

    struct {
        then what = then::nothing;
        fiber_record* fiber = nullptr;
        list_lock* lock = nullptr;
        stack* stk = nullptr;
    } after_;
    const bool unlocks_first_;            // a fiber may be made ready before it is off its stack
    const int most_in_place_;             // 0: none, as the joiner would overtake those that are ready
    const std::size_t stack_in_use_most_; // bytes of the joiner's stack: a quarter
    int in_place_left_ = most_in_place_;
    atomic<int> budget_{k_pass}; // switches left before the next pass through the scheduler; others only look
    atomic<std::uint64_t> passes_{0};
    exception_globals callers_; // of run(), which may be called in a catch block
    execution scheduler_;       // the thread's own stack
    execution leaving_;         // the side of a final switch that is never resumed
    ready_entry handoff_;
    std::exception_ptr refusal_; // one error for all fibers refused in a row: there may be no memory for one each
    observer& observer_;

protected:
    simulation* const simulated_; // null in ordinary runtimes
    life_counts lives_;
    stack_cache stacks_;
    ready_queue ready_;
};

/// The switcher of the calling thread, which runs a fiber.
inline switcher& switcher_here() noexcept { return static_cast<switcher&>(*current_carrier()); }

} // namespace weft::detail::sched
