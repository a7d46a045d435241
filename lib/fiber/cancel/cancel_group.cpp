// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/fiber/cancel/cancel_group.hpp>

#include "fiber/cancel/levels.hpp"
#include "fiber/carrier.hpp"

#include <weft/detail/base/fence.hpp>
#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/fiber/carrier_face.hpp>

#include <algorithm>
#include <cstdint>
#include <new>
#include <utility>

namespace weft::detail::cancels {

void cancel_group::open() {
    enter(*this);
    fiber_record& me = *owner.load(memory_order_relaxed);
    if (in_flight != 0) hidden = std::max(hidden, hidden_in_flight(me, in_flight)); // the children unwind nothing
    heed_deadlines(me); // children wait in those levels, and cannot arm their timers
    wants_timers = false;
    outer = me.groups.load(memory_order_relaxed);
    me.groups.store(this, memory_order_release); // pairs with the load in add_groups_of()
}

void cancel_group::close() noexcept {
    fiber_record& me = *owner.load(memory_order_relaxed);
    me.groups.store(outer, memory_order_relaxed);
    asymmetric_fence::light();
    if (me.is_told.load(memory_order_seq_cst)) [[unlikely]]
        pass_cancellers();
    leave(*this);
}

void cancel_group::add(fiber_record& child, awaited is) noexcept {
    auto& links = *::new (static_cast<void*>(child.payload)) child_links;
    child.set_outside(this, depth);
    {
        const lock_scope guard(ended);
        links.previous = newest;
        if (newest == nullptr)
            oldest = &child;
        else
            child_links::of(*newest).set_next(&child);
        newest = &child;
        ++unfinished;
        if (is == awaited::no) {
            links.next_and_daemon = 1;
            ++daemons;
        }
    }
    // Whoever is cancelling a level around it has told its fiber before the look at this list.
    if (WEFT_MODEL || is_anybody_told()) [[unlikely]]
        if (outermost_request(child, hidden).request != nullptr) tell(child);
}

lowlevel::claimed_waiter cancel_group::remove(fiber_record& child) noexcept {
    const child_links links = child_links::of(child);
    fiber_record* const next = links.next();
    if (links.previous == nullptr)
        oldest = next;
    else
        child_links::of(*links.previous).set_next(next);
    (next == nullptr ? newest : child_links::of(*next).previous) = links.previous;
    --unfinished;
    if (links.is_daemon()) --daemons;
    child.set_outside(nullptr, child.failed_to_start() ? depth : std::uint16_t{0}); // see is_refused_child()
    return is_over() ? ended.claim_front() : lowlevel::claimed_waiter();
}

namespace {

/// The groups that a canceller has yet to go through.
class groups_ahead {
public:
    /// Those that `fiber`, which was told, has opened inside a level of that depth: unless a shield is between.
    void add_groups_of(const fiber_record& fiber, std::uint16_t depth) noexcept {
        for (cancel_group* each = fiber.groups.load(memory_order_seq_cst); each != nullptr && each->depth >= depth;
             each = each->outer) {
            if (each->hidden >= depth) continue;
            each->visited = first_;
            first_ = each;
        }
    }

    /// The next, or null.
    cancel_group* take() noexcept { return first_ == nullptr ? nullptr : std::exchange(first_, first_->visited); }

private:
    cancel_group* first_ = nullptr;
};

/// Won waits of children that are off their stacks, linked through their records: a won fiber is the winner's.
class won_children {
public:
    void add(fiber_record& child) noexcept {
        child.next_ready = first_;
        first_ = ready_entry::started(child);
    }

    void deliver() const noexcept {
        for (ready_entry each = first_; each;) {
            fiber_record& child = each.started_fiber();
            each = child.next_ready; // read now: make_ready() lets the child go
            child.sink()->make_ready(child);
        }
    }

private:
    ready_entry first_;
};

void tell_children(cancel_group& group) noexcept {
    const lock_scope guard(group.ended);
    for (fiber_record* each = group.oldest; each != nullptr; each = child_links::of(*each).next()) tell(*each);
}

/// The children were told, and a heavy half was passed since.
void end_waits_of_children(cancel_group& group, std::uint16_t depth, groups_ahead& ahead) noexcept {
    won_children won;
    {
        const lock_scope guard(group.ended);
        for (fiber_record* each = group.oldest; each != nullptr; each = child_links::of(*each).next()) {
            ahead.add_groups_of(*each, depth);
            const lowlevel::claimed_waiter claimed = claim_from_outside(*each, depth);
            if (claimed.is_off())
                won.add(*each);
            else if (claimed)
                claimed.deliver();
        }
    }
    won.deliver();
}

} // namespace

void cancel_children(const fiber_record& fiber, std::uint16_t depth) noexcept {
    groups_ahead ahead;
    ahead.add_groups_of(fiber, depth);
    while (cancel_group* const group = ahead.take()) {
        tell_children(*group);
        asymmetric_fence::heavy();
        end_waits_of_children(*group, depth, ahead);
    }
}

} // namespace weft::detail::cancels
