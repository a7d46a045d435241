// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/lock_scope.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstdint>

namespace weft::detail {

// The end of a condition variable's list. It may be destroyed once all who wait are notified, by whoever did that; but one whose
// time was over just before waits no more, cannot be notified, and is still to leave the list. So the destructor waits for it.
//
// Invariant, whenever the list's lock is free: whoever touches the list again, by itself, is linked there (those who notify leave it
// linked: claim_one(), claim_each()); the destroyer is linked => somebody is about to leave.

inline constexpr lowlevel::wait_kind k_destroy_condition{.verb = "waits until all have left condition"};

/// What a waiter in the list is, by its tag.
enum in_condition : std::uint32_t { waits, destroys };

/// For a wait that ended without a notification.
inline void leave_condition(lowlevel::wait_list& list, lowlevel::waiter& self) noexcept {
    lowlevel::claimed_waiter destroyer;
    {
        const lock_scope guard(list);
        list.remove(self);
        const lowlevel::waiter* const first = list.front();
        if (first != nullptr && first->tag == destroys && !list.has_leavers()) destroyer = list.claim_one();
    }
    if (destroyer) destroyer.deliver();
}

/// For the destructor: waits until all who are about to leave have left.
inline void let_all_leave(lowlevel::wait_list& list, const void* object) noexcept {
    list.lock();
    if (!list.has_leavers()) {
        list.unlock();
        return;
    }
    lowlevel::waiter self(k_destroy_condition, object);
    self.tag = destroys;
    list.push_front(self);
    self.suspend_and_unlock(list);
}

} // namespace weft::detail
