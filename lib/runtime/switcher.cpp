// SPDX-License-Identifier: BSL-1.0
#include "runtime/switcher.hpp"

#include "context/switch/context.hpp"
#include "context/switch/switch.hpp"
#include "runtime/clear_record.hpp"
#include "runtime/forced_migration.hpp"
#include "runtime/in_place.hpp"

#include <weft/detail/base/order_marks.hpp>
#include <weft/detail/fiber/cancel/cancel_group.hpp>
#include <weft/detail/fiber/carried/extras.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/lowlevel/waiter.hpp>
#include <weft/resource_error.hpp>

namespace weft::detail::sched {
namespace {

/// The lock was taken by the waiter, maybe on the side that was left.
void unlock_here(list_lock& held) noexcept WEFT_NO_THREAD_SAFETY_ANALYSIS { held.unlock(); }

void unlock_after(list_lock& held) noexcept {
    mark_after(&held);
    unlock_here(held);
}

} // namespace

switcher::switcher(shared_work& shared, const ready_plan& how, stack_pool& stacks, observer& observed_by,
                   simulation* simulated)
    : unlocks_first_(how.solo && simulated == nullptr),
      most_in_place_(how.fifo || how.simulated ? 0 : k_most_in_place),
      stack_in_use_most_(stacks.stack_size() / 4),
      observer_(observed_by),
      simulated_(simulated),
      stacks_(stacks),
      ready_(shared, records_, how) {}

void switcher::enter_thread() noexcept {
    set_current_carrier(this);
    exceptions_ = thread_exception_globals();
    callers_ = std::exchange(*exceptions_, {});
}

void switcher::leave_thread() noexcept {
    stacks_.flush();
    *exceptions_ = callers_;
    set_current_carrier(nullptr);
}

const fiber_record* switcher::resume(ready_entry next) noexcept {
    budget_.store(simulated_ != nullptr ? 1 : k_pass, memory_order_relaxed);
    count_pass();
    execution& to = target_of(next);
    if (current_ == nullptr) return fail_handoff(); // no stack for an unstarted fiber
    switch_execution(scheduler_, to, this);
    run_after();
    return nullptr;
}

/// The fiber in handoff_ ends with the resource_error that says why it got no stack, unless there is one now.
const fiber_record* switcher::fail_handoff() noexcept {
    try {
        stacks_.put(stacks_.get());
        return nullptr;
    } catch (...) {
        if (refusal_ == nullptr) refusal_ = std::current_exception();
        fiber_record& fiber = take_handoff().fiber();
        fiber.fail_to_start(refusal_); // the joiner drops the callable: its destructor may suspend
        fiber.step(fiber_step::refused);
        finish(fiber);
        return &fiber;
    }
}

std::uint64_t switcher::activity_of_next_pass() const noexcept {
    return (passes() + 1) * (k_pass + 1) - (simulated_ != nullptr ? 1U : unsigned{k_pass});
}

void switcher::run_after() noexcept {
    switch (after_.what) {
    case then::nothing: return;
    case then::requeue: ready_.push_again(*after_.fiber); break;
    case then::leave_wait:
        if (after_.fiber->word.leave()) after_.fiber->sink()->make_ready(*after_.fiber);
        break;
    case then::unlock: unlock_after(*after_.lock); break;
    case then::recycle: stacks_.put(after_.stk); break;
    }
    after_.what = then::nothing;
}

bool switcher::bind_stack(fiber_record& fiber) noexcept {
    try {
        stack* const stk = stacks_.get();
        refusal_ = nullptr; // whoever is refused after this one has a reason of its own
        execution& exec = make_execution(fiber, stk);
        exec.ctx = default_context::make(stk->top, stk->size(), &switcher::fiber_main);
        return true;
    } catch (...) {
        return false; // the scheduler tries again, and reports
    }
}

/// Where control goes next; sets current_ for the new side.
execution& switcher::target_of(ready_entry next) noexcept {
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

void switcher::switch_out(fiber_record& me, then what, ready_entry next) noexcept {
    after_.what = what;
    after_.fiber = &me;
    switch_to_entry(me, next);
}

[[gnu::always_inline]] inline void switcher::switch_to_entry(fiber_record& me, ready_entry next) noexcept {
    if (next && !next.is_unstarted()) [[likely]] {
        fiber_record& fiber = next.started_fiber();
        current_ = &fiber;
        switch_to(me, execution_of(fiber));
    } else {
        switch_to(me, target_of(next));
    }
}

/// The switch itself, with the C++ runtime's exception state, which belongs to the fiber: saved only when there is
/// some.
inline void switcher::switch_to(fiber_record& me, execution& to) noexcept {
    if (exceptions_->any()) [[unlikely]] {
        switch_with_exceptions(me, to);
        return;
    }
    auto* const now = static_cast<switcher*>(switch_execution(execution_of(me), to, this));
    mark_after(&me.id);
    if (now->after_.what != then::nothing) now->run_after();
}

[[gnu::noinline]] void switcher::switch_with_exceptions(fiber_record& me, execution& to) noexcept {
    const exception_globals mine = *exceptions_;
    *exceptions_ = {};
    auto* const now = static_cast<switcher*>(switch_execution(execution_of(me), to, this));
    mark_after(&me.id);
    *now->exceptions_ = mine;
    now->run_after();
}

void switcher::yield() noexcept {
    if (current_ == nullptr) [[unlikely]]
        misuse_of_yield();
    fiber_record& me = *current();
    heed_deadlines(me);
    if (!spend() || (k_forced_migration && !how().solo)) {
        if (simulated_ != nullptr) simulated_->meet(me, "yields", nullptr);
        switch_out(me, then::requeue, {});
    } else if (ready_.may_rotate()) {
        yield_solo(me);
    } else if (const ready_entry next = ready_.take()) {
        switch_out(me, then::requeue, next);
    } else if (ready_.has_older_elsewhere()) {
        switch_out(me, then::requeue, {});
    }
}

bool switcher::yield_long() noexcept {
    fiber_record& me = *current();
    if (!ready_.push_behind_all(me)) return false;
    leave_for_next(me);
    return true;
}

inline void switcher::yield_solo(fiber_record& me) noexcept {
    ready_entry next;
    if (!ready_.rotate(me, next)) return;
    if (ready_.settle(next)) [[likely]] {
        switch_to_entry(me, next);
    } else {
        yield_after_stale(me);
    }
}

/// The entry that yield_solo() took was stale: `me` is queued, and somebody else, or `me` itself, is next.
[[gnu::noinline]] void switcher::yield_after_stale(fiber_record& me) noexcept {
    const ready_entry next = ready_.take(); // there is one at least: `me`
    if (next != ready_entry::started(me)) switch_out(me, then::nothing, next);
}

[[gnu::always_inline]] inline void switcher::leave_for_next(fiber_record& me) noexcept {
    ready_entry next;
    if (spend()) {
        next = ready_.take_woken();
        if (!next) next = ready_.take();
    } else if (simulated_ != nullptr) {
        show_wait(me);
    }
    switch_to_entry(me, next);
}

void switcher::suspend_current() noexcept {
    after_.what = then::leave_wait;
    after_.fiber = current();
    leave_for_next(*current());
}

/// With one worker nobody can continue the fiber before its worker is done with it, so the lock is released at once.
void switcher::suspend_current_and_unlock(list_lock& held) noexcept {
    if (unlocks_first_) {
        unlock_here(held);
    } else {
        mark_before(&held);
        after_.what = then::unlock;
        after_.lock = &held;
    }
    leave_for_next(*current());
}

void switcher::dispatch(fiber_record& child) {
    fiber_record& me = *current();
    stack* const stk = stacks_.get();
    make_execution(child, stk).ctx = default_context::make(stk->top, stk->size(), &switcher::fiber_main);
    child.life.claim_unqueued();
    ready_.pin_if_it_stays(child);
    lives_.count_spawned();
    mark_before(&child.id);
    // The child is entered as one whose stack is bound already: as a started one.
    switch_out(me, then::requeue, ready_entry::started(child));
}

/// The first function on every stack: runs one fiber after the other until the next ready one has a stack of its own.
void switcher::fiber_main(void* payload) {
    switcher* self = static_cast<switcher*>(payload);
    arrive(&execution_of(*self->current()));
    self->run_after();
    stack* const mine = execution_of(*self->current()).stk;
    mark_after(mine);
    for (;;) {
        fiber_record& fiber = *self->current();
        mark_after(&fiber.id);
        fiber.step(fiber_step::run);
        if (fiber.has_extras()) [[unlikely]]
            end_locals(fiber);
        self = switcher_here().finish(fiber);
        const ready_entry next = self->spend() ? self->ready_.take() : ready_entry{};
        if (!next.is_unstarted()) self->leave_stack(mine, next);
        make_execution(next.fiber(), mine); // unstarted: it runs here, on this warm stack
        self->current_ = &next.fiber();
    }
}

/// Leaves a stack that nobody needs any more; does not return.
[[gnu::noinline]] void switcher::leave_stack(stack* mine, ready_entry next) noexcept {
    execution& to = target_of(next);
    mark_before(mine);
    mark_before(&observer_);
    after_.what = then::recycle;
    after_.stk = mine;
    leaving_.stk = mine;
    switch_final(leaving_, to, this);
}

/// A fiber ended whose handle is gone. Its result's destructor may suspend, so the worker that goes on is returned.
switcher* switcher::free_detached(fiber_record& fiber) noexcept {
    current_ = &fiber;
    if (fiber.failure != nullptr && !fiber.is_refused_child()) [[unlikely]]
        fail_detached(fiber);
    clear_record(fiber);
    switcher* const self = &switcher_here();
    self->current_ = nullptr;
    self->records_.put(fiber);
    return self;
}

/// Announces the result, to those who wait for it in the joiners' list, too; true when nobody needs the record any
/// more.
bool switcher::announce(fiber_record& fiber, lowlevel::claimed_waiters& joiners) noexcept {
    bool last = false;
    if (fiber.life.try_finish(last)) return last;
    fiber.joiners.lock();
    last = fiber.life.finish_joined();
    joiners = fiber.joiners.claim_all();
    fiber.joiners.unlock();
    return last;
}

/// As announce(), of a child of a group: under the group's lock, so that the child has ended for all when its group
/// does. The group may be gone once the lock is free.
[[gnu::noinline]] bool switcher::announce_child(fiber_record& child, lowlevel::claimed_waiters& joiners) noexcept {
    auto& group = static_cast<cancel_group&>(*child.level());
    group.ended.lock();
    const lowlevel::claimed_waiter owner = group.remove(child);
    const bool last = announce(child, joiners);
    group.ended.unlock();
    if (owner) owner.deliver();
    return last;
}

/// The fiber counts as alive until the last step; returns the worker that goes on.
switcher* switcher::finish(fiber_record& fiber) noexcept {
    switcher* self = this;
    mark_before(&fiber.id);
    if (is_observed()) [[unlikely]]
        observer_.ended(fiber.id);
    if (fiber.is_told.load(memory_order_relaxed)) [[unlikely]]
        forget_cancellation(fiber);
    current_ = nullptr; // its record may be given back from here on, and signal handlers look who runs
    lowlevel::claimed_waiters joiners;
    const bool last = fiber.level() != nullptr ? announce_child(fiber, joiners) : announce(fiber, joiners);
    joiners.deliver(); // nobody, if the handle is gone
    if (last) self = free_detached(fiber);
    self->count_finished();
    return self;
}

/// The part of run_in_place() for a joiner that handles an exception: its exceptions are not the fiber's.
void switcher::step_with_exceptions(fiber_record& target) noexcept {
    const exception_globals mine = *exceptions_;
    *exceptions_ = {};
    target.step(fiber_step::run);
    *switcher_here().exceptions_ = mine;
}

bool switcher::try_run_in_place(fiber_record& target, joiner how_it_joins) noexcept {
    if (in_place_left_ == 0) {
        if (most_in_place_ != 0) end_pass_soon(); // timers and injector wait for a look
        in_place_left_ = most_in_place_;          // the others on this worker wait for a switch
        return false;
    }
    if (target.is_pinned() && target.pinned_to() != how().index) return false;
    const fiber_record& me = *current();
    if (me.level() != target.level() || !has_stack_left(me)) return false;
    if (!ready_.remove(target)) {
        if (!target.life.claim_in_place(how().others())) return false;
        ready_.count_stale();
    }
    --in_place_left_;
    if (!target.is_pinned()) target.pin_to(me.pinned_to());
    run_in_place(target, how_it_joins);
    return true;
}

void switcher::show_wait(const fiber_record& me) noexcept {
    if (const lowlevel::waiter* const wait = me.next_ready.wait())
        simulated_->meet(me, wait->kind().verb, wait->object());
}

} // namespace weft::detail::sched
