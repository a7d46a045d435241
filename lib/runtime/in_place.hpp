// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "fiber/carrier.hpp"
#include "runtime/switcher.hpp"

#include <weft/detail/base/fence.hpp>
#include <weft/detail/base/order_marks.hpp>
#include <weft/detail/fiber/cancel/cancel_group.hpp>
#include <weft/detail/fiber/carried/extras.hpp>
#include <weft/detail/fiber/carrier_face.hpp>

#include <cstdint>

// The way of a join that runs its fiber in place: inlined, as it is all that most joins of small fibers cost.

namespace weft::detail::sched {

/// True when a fiber may be run on top of the stack of `me`, the current fiber: three quarters of a stack are left.
/// Never in the body of a generator, which runs on a stack of its own: there `here` may be anywhere.
[[gnu::always_inline]] inline bool switcher::has_stack_left(const fiber_record& me) const noexcept {
    const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    return reinterpret_cast<std::uintptr_t>(execution_of(me).stk->top) - here <= stack_in_use_most_;
}

template <life_word::workers ThereAre>
[[gnu::always_inline]] inline bool switcher::remove_to_run_in_place(fiber_record& target) noexcept {
    const fiber_record* const me = current();
    if (--in_place_left_ < 0 || me == nullptr || me->level() != target.level()) return false;
    if ((me->pinned_to() & target.pinned_to()) != fiber_record::k_unpinned || !has_stack_left(*me)) return false;
    return ThereAre == life_word::workers::one ? ready_.remove_alone(target) : ready_.remove_of_many(target);
}

/// A joiner that was told has its stack back: its canceller may be telling the target. Nobody else tells a fiber that
/// runs on its owner's stack. One that was told before it began has left a failure, and is cleared with that.
[[gnu::noinline]] inline void end_covering(fiber_record& target) noexcept {
    pass_cancellers();
    if (target.is_told.load(memory_order_seq_cst)) forget_cancellation(target);
}

/// A child has run on the stack of one in its group, or of the owner, who gives its record back before the group ends.
[[gnu::noinline]] inline void leave_group(fiber_record& child) noexcept {
    auto& group = static_cast<cancel_group&>(*child.level());
    group.ended.lock();
    const lowlevel::claimed_waiter owner = group.remove(child);
    group.ended.unlock();
    if (owner) owner.deliver();
}

/// The joiner waits for `target` anyway, so it runs on the joiner's stack; should it suspend, both do. Both began in
/// the same level, and the joiner is in no other: so what ends the joiner's wait ends the target, too, or is a request
/// to the joiner alone, which the target gets from its canceller or here: see cancel_fiber(). A joiner that cannot be
/// cancelled, as its destructors run, takes nobody along.
[[gnu::always_inline]] inline switcher& switcher::run_in_place(fiber_record& target, joiner how) noexcept {
    fiber_record& me = *current();
    make_execution(target, execution_of(me).stk);
    execution_of(me).ctx = {}; // for debuggers: whoever shares the stack is on top
    current_ = &target;
    const bool takes_along = how == joiner::may_leave && exceptions_in_flight() == 0;
    if (takes_along) [[likely]] {
        me.covers.store(&target, memory_order_relaxed); // seen by a canceller after its heavy half
        asymmetric_fence::light();
        if (me.is_told.load(memory_order_seq_cst)) [[unlikely]]
            ask_covered(me, target);
    }
    mark_after(&target.id);
    if (exceptions_->any()) [[unlikely]]
        step_with_exceptions(target);
    else
        target.step(fiber_step::run);
    if (target.has_extras()) [[unlikely]]
        end_locals(target);
    if (target.level() != nullptr) [[unlikely]]
        leave_group(target);
    switcher& now = switcher_here();
    now.current_ = &me;
    if (takes_along) [[likely]] {
        me.covers.store(nullptr, memory_order_relaxed);
        asymmetric_fence::light();
        if (me.is_told.load(memory_order_seq_cst)) [[unlikely]]
            end_covering(target);
    }
    if (is_observed()) [[unlikely]]
        now.observer_.ended(target.id);
    now.count_finished();
    return now;
}

} // namespace weft::detail::sched
