// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/group/child_places.hpp>

#include "fiber/cancel/levels.hpp"
#include "fiber/carrier.hpp"

#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/runtime/launch.hpp>
#include <weft/lowlevel/wait_kind.hpp>

namespace weft::detail::groups {
namespace {

constexpr lowlevel::wait_kind k_wait_for_place{.verb = "waits for a place in a task group"};

} // namespace

/// True on a child of the group, and on what runs inside one: each has, further out, a fiber whose group this is and
/// which is not the owner.
bool child_places::is_inside_child() const noexcept {
    const carrier* const here = current_carrier();
    const fiber_record* fiber = here != nullptr ? here->current() : nullptr;
    while (fiber != nullptr) {
        const cancel_level* at = fiber->level();
        while (is_own(at, *fiber)) at = at->outer;
        if (at == &group_) return true;
        fiber = at != nullptr ? at->owner.load(memory_order_relaxed) : nullptr;
    }
    return false;
}

child_places::admission child_places::admit() {
    if (!has_limit_) return admission::at_once;
    if (is_inside_child()) return admission::waits;
    checkpoint(k_wait_for_place.verb, &group_);
    group_.ended.lock();
    if (free_ != 0) {
        --free_;
        group_.ended.unlock();
        return admission::holds_place;
    }
    lowlevel::waiter self(k_wait_for_place, &group_);
    spawners_.push_back(self);
    if (self.suspend_open_and_unlock(group_.ended) == wake_reason::cancelled) {
        {
            const lock_scope guard(group_.ended);
            spawners_.remove(self);
        }
        throw_cancelled(k_wait_for_place.verb);
    }
    return admission::holds_place;
}

bool child_places::take_or_queue(fiber_record& child) noexcept {
    const lock_scope guard(group_.ended);
    if (free_ == 0) {
        push(child);
        return false;
    }
    --free_;
    child.life.let_start();
    return true;
}

void child_places::give() noexcept {
    fiber_record* next = nullptr;
    lowlevel::claimed_waiter spawner;
    {
        const lock_scope guard(group_.ended);
        next = pop();
        if (next == nullptr) spawner = spawners_.claim_front();
        if (next == nullptr && !spawner) ++free_;
    }
    if (next != nullptr) submit_anywhere(*next);
    if (spawner) spawner.deliver();
}

void child_places::push(fiber_record& child) noexcept {
    child.next_ready = {};
    (newest_ ? newest_.started_fiber().next_ready : oldest_) = ready_entry::started(child);
    newest_ = ready_entry::started(child);
}

/// The oldest that is queued, which may start; null when none is.
fiber_record* child_places::pop() noexcept {
    if (!oldest_) return nullptr;
    fiber_record& child = oldest_.started_fiber();
    oldest_ = child.next_ready;
    if (!oldest_) newest_ = {};
    child.life.let_start();
    return &child;
}

} // namespace weft::detail::groups
