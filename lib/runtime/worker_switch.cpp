// SPDX-License-Identifier: BSL-1.0
#include "context/context.hpp"
#include "context/switch.hpp"
#include "context/thread_slot.hpp"
#include "fiber/record_execution.hpp"
#include "runtime/clear_record.hpp"
#include "runtime/end_of_fiber.hpp"
#include "runtime/forced_migration.hpp"
#include "runtime/runtime_core.hpp"
#include "runtime/simulation.hpp"
#include "runtime/worker.hpp"
#include "runtime/worker_ready.hpp"

#include <weft/detail/base/order_marks.hpp>
#include <weft/detail/fiber/switch_point.hpp>
#include <weft/resource_error.hpp>

#include <mutex>

// The switch: how a worker leaves one fiber and continues another. What must happen once the old fiber is off its stack
// (queue it, end its wait, reuse its stack) is noted in after_ and done by the new side, so a fiber is never visible to
// others while it still runs. (One worker alone may queue a fiber before: whoever sees it there cannot take it.)

namespace weft::detail {

namespace {

/// The lock was taken by the waiter, maybe on the side that was left.
void unlock_here(list_lock& held) noexcept WEFT_NO_THREAD_SAFETY_ANALYSIS { held.unlock(); }

void unlock_after(list_lock& held) noexcept {
    mark_after(&held);
    unlock_here(held);
}

} // namespace

void worker::run_after() noexcept {
    switch (after_) {
    case then::nothing: return;
    case then::requeue: requeue(*after_fiber_); break;
    case then::leave_wait:
        if (after_fiber_->word.leave()) core_.make_ready(*after_fiber_);
        break;
    case then::unlock: unlock_after(*after_lock_); break;
    case then::recycle: stacks_.put(after_stack_); break;
    }
    after_ = then::nothing;
}

bool worker::bind_stack(fiber_record& fiber) noexcept {
    try {
        stack* const stk = stacks_.get();
        refusal_ = nullptr; // whoever is refused after this one has a reason of its own
        execution& exec = make_execution(fiber, stk);
        exec.ctx = default_context::make(stk->top, stk->size(), &worker::fiber_main);
        return true;
    } catch (...) {
        return false; // the scheduler tries again, and reports
    }
}

/// Where control goes next; sets current_ for the new side.
execution& worker::target_of(ready_entry next) noexcept {
    current_ = nullptr;
    if (!next) return scheduler_;
    fiber_record& fiber = next.fiber();
    if (next.is_unstarted() && !bind_stack(fiber)) {
        handoff_ = next;
        return scheduler_;
    }
    current_ = &fiber;
    return execution_of(fiber);
}

/// Leaves `me` for `next` (the scheduler, when empty) and returns once somebody resumes it, wherever that is.
void worker::switch_out(fiber_record& me, then what, ready_entry next) noexcept {
    after_ = what;
    after_fiber_ = &me;
    switch_to_entry(me, next);
}

[[gnu::always_inline]] inline void worker::switch_to_entry(fiber_record& me, ready_entry next) noexcept {
    if (next && !next.is_unstarted()) [[likely]] {
        fiber_record& fiber = next.started_fiber();
        current_ = &fiber;
        switch_to(me, execution_of(fiber));
    } else {
        switch_to(me, target_of(next));
    }
}

/// The switch itself, with the C++ runtime's exception state, which belongs to the fiber: saved only when there is some.
inline void worker::switch_to(fiber_record& me, execution& to) noexcept {
    if (exceptions_->any()) [[unlikely]] {
        switch_with_exceptions(me, to);
        return;
    }
    auto* const now = static_cast<worker*>(switch_execution(execution_of(me), to, this));
    mark_after(&me.id);
    if (now->after_ != then::nothing) now->run_after();
}

[[gnu::noinline]] void worker::switch_with_exceptions(fiber_record& me, execution& to) noexcept {
    const exception_globals mine = *exceptions_;
    *exceptions_ = {};
    auto* const now = static_cast<worker*>(switch_execution(execution_of(me), to, this));
    mark_after(&me.id);
    *now->exceptions_ = mine;
    now->run_after();
}

void worker::yield() noexcept {
    if (current_ == nullptr) [[unlikely]]
        misuse_of_yield();
    fiber_record& me = *current();
    if (!spend() || (k_forced_migration && !solo_)) {
        if (simulated_) core_.simulated()->meet(me, "yields", nullptr);
        switch_out(me, then::requeue, {});
    } else if (rotates_ && !lifo_slot_) {
        yield_solo(me);
    } else if (const ready_entry next = take_local()) {
        switch_out(me, then::requeue, next);
    } else if (fifo_ && core_.injected().size() != 0) {
        switch_out(me, then::requeue, {}); // those who did not fit into the ring are older
    }
}

/// None in a simulated runtime, where each operation is a switch point.
void worker::allow_more_operations() noexcept {
    if constexpr (!WEFT_MODEL) allow_operations(simulated_ ? 0 : k_operations_in_a_row);
}

void worker::end_operations(const char* what, const void* object) noexcept {
    allow_more_operations();
    if (current_ == nullptr) return;
    if (simulated_)
        end_operation_simulated(what, object);
    else
        give_way();
}

/// Every switch moves activity(). So either activity() has moved and the fiber was suspended since the last look, or this fiber
/// alone has spent the whole count. With order::fifo it goes on: an operation that need not wait must not let others overtake.
void worker::give_way() noexcept {
    if (fifo_) return;
    if (const std::uint64_t now = activity(); std::exchange(seen_activity_, now) != now) return;
    if (!simulated_ && !has_somebody_else()) {
        passes_.store(passes_.load(memory_order_relaxed) + 1,
                      memory_order_relaxed); // for the watchdog: it does give way
        seen_activity_ = activity();
        return;
    }
    lifo_pending_ = false;                  // or the newest entry, which will be this fiber itself, would come first
    budget_.store(1, memory_order_relaxed); // the pass through the scheduler looks at timers and the outside world
    seen_activity_ = (passes_.load(memory_order_relaxed) + 1) * (k_budget + 1) -
                     (simulated_ ? 1U : unsigned{k_budget}); // then, if nobody else runs
    yield();
}

/// Nobody else takes from the injector of one worker, so the fiber may enter it while it still runs.
bool worker::yield_long() noexcept {
    if (!rotates_) return false;
    fiber_record& me = *current();
    core_.injected().push(ready_entry::started(me));
    leave_for_next(me);
    return true;
}

/// With one worker nobody can see the queue, so the fiber may enter it while it still runs.
inline void worker::yield_solo(fiber_record& me) noexcept {
    ready_entry next;
    if (!ready_.rotate(ready_entry::started(me), next, k_many, [this] { fetch_ahead(); })) return;
    if (settle(next)) [[likely]] {
        switch_to_entry(me, next);
    } else {
        yield_after_stale(me);
    }
}

/// The entry that yield_solo() took was stale: `me` is queued, and somebody else, or `me` itself, is next.
[[gnu::noinline]] void worker::yield_after_stale(fiber_record& me) noexcept {
    const ready_entry next = take_local(); // there is one at least: `me`
    if (next != ready_entry::started(me)) switch_out(me, then::nothing, next);
}

[[gnu::always_inline]] inline void worker::leave_for_next(fiber_record& me) noexcept {
    ready_entry next;
    if (spend()) {
        next = take_lifo_slot();
        if (!next) next = take_local();
    } else if (simulated_) {
        show_wait(me);
    }
    switch_to_entry(me, next);
}

void worker::suspend_current() noexcept {
    after_ = then::leave_wait;
    after_fiber_ = current();
    leave_for_next(*current());
}

/// With one worker nobody can continue the fiber before its worker is done with it, so the lock is released at once.
void worker::suspend_current_and_unlock(list_lock& held) noexcept {
    if (unlocks_first_) {
        unlock_here(held);
    } else {
        mark_before(&held);
        after_ = then::unlock;
        after_lock_ = &held;
    }
    leave_for_next(*current());
}

void worker::dispatch(fiber_record& child) {
    fiber_record& me = *current();
    stack* const stk = stacks_.get();
    make_execution(child, stk).ctx = default_context::make(stk->top, stk->size(), &worker::fiber_main);
    child.life.claim_unqueued();
    if (stays_ || child.is_pinned()) child.pin_to(index_); // again: as in push_spawned()
    count_spawn();
    mark_before(&child.id);
    // The child is entered as one whose stack is bound already: as a started one.
    switch_out(me, then::requeue, ready_entry::started(child));
}

/// The first function on every stack: runs one fiber after the other until the next ready one has a stack of its own.
void worker::fiber_main(void* payload) {
    worker* self = static_cast<worker*>(payload);
    arrive(&execution_of(*self->current()));
    self->run_after();
    stack* const mine = execution_of(*self->current()).stk;
    mark_after(mine);
    for (;;) {
        fiber_record& fiber = *self->current();
        mark_after(&fiber.id);
        fiber.step(fiber_step::run);
        self = this_worker()->finish(fiber);
        const ready_entry next = self->spend() ? self->take_local() : ready_entry{};
        if (!next.is_unstarted()) self->leave_stack(mine, next);
        make_execution(next.fiber(), mine); // unstarted: it runs here, on this warm stack
        self->current_ = &next.fiber();
    }
}

/// Leaves a stack that nobody needs any more; does not return.
[[gnu::noinline]] void worker::leave_stack(stack* mine, ready_entry next) noexcept {
    execution& to = target_of(next);
    mark_before(mine);
    mark_before(&core_);
    after_ = then::recycle;
    after_stack_ = mine;
    leaving_.stk = mine;
    switch_final(leaving_, to, this);
}

/// A fiber ended whose handle is gone. Its result's destructor may suspend, so the worker that goes on is returned.
worker* worker::free_detached(fiber_record& fiber) noexcept {
    current_ = &fiber;
    if (fiber.failure != nullptr) [[unlikely]]
        terminate_detached(fiber);
    clear_record(fiber);
    worker* const self = this_worker();
    self->current_ = nullptr;
    self->put_record(fiber);
    return self;
}

/// Announces the result. The fiber counts as alive until the last step; returns the worker that goes on.
worker* worker::finish(fiber_record& fiber) noexcept {
    worker* self = this;
    bool last = false;
    mark_before(&fiber.id);
    if (is_observed()) [[unlikely]]
        core_.fibers().remove(fiber.id);
    current_ = nullptr; // its record may be given back from here on, and signal handlers look who runs
    if (!fiber.life.try_finish(last)) {
        fiber.joiners.lock();
        last = fiber.life.finish_joined();
        const lowlevel::claimed_chain joiners = fiber.joiners.claim_all();
        fiber.joiners.unlock();
        joiners.deliver(); // nobody, if the handle is gone
    }
    if (last) self = free_detached(fiber);
    self->count_finished();
    return self;
}

/// True when a fiber may be run on top of the current stack: three quarters of it are left. Never in the body of a generator,
/// which runs on a stack of its own.
bool worker::has_stack_left() const noexcept {
    const stack* const stk = execution_of(*current()).stk;
    const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    const std::uintptr_t left = here - reinterpret_cast<std::uintptr_t>(stk->bottom);
    return left >= stk->size() / 4 * 3 && left <= stk->size();
}

/// The joiner waits for `target` anyway, so it runs on the joiner's stack; should it suspend, both do.
[[gnu::always_inline]] inline void worker::run_in_place(fiber_record& target) noexcept {
    fiber_record& me = *current();
    if (!target.is_pinned()) target.pin_to(me.pinned_to());
    make_execution(target, execution_of(me).stk);
    execution_of(me).ctx = {}; // for debuggers: whoever shares the stack is on top
    current_ = &target;
    mark_after(&target.id);
    worker* now;
    if (exceptions_->any()) [[unlikely]] {
        const exception_globals mine = *exceptions_;
        *exceptions_ = {};
        target.step(fiber_step::run);
        now = this_worker();
        *now->exceptions_ = mine;
    } else {
        target.step(fiber_step::run);
        now = this_worker();
    }
    now->current_ = &me;
    if (is_observed()) [[unlikely]]
        now->core_.fibers().remove(target.id);
    now->count_finished();
}

bool worker::try_run_in_place(fiber_record& target) noexcept {
    if (fifo_ || simulated_) return false; // the joiner would overtake those that are ready
    if (target.is_pinned() && !keeps(target)) return false;
    if (!has_stack_left()) return false;
    if (--in_place_left_ == 0) { // the others on this worker wait for a switch, and timers and injector for a look
        in_place_left_ = k_most_in_place;
        budget_.store(1, memory_order_relaxed); // its owner's alone: others only look
        return false;
    }
    if (!take_entry_of(target)) {
        if (!target.life.claim_in_place(others())) return false;
        count_stale();
    }
    run_in_place(target);
    return true;
}

} // namespace weft::detail
