// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/fiber/deadline.hpp>
#include <weft/lowlevel/wait_list.hpp>

namespace weft::detail::sync {

/// Suspends the waiter `self`, linked in `list`, whose lock the caller holds, until it is completed, or until
/// `deadline`. Returns true when it was completed; else it may still be linked. Cannot be cancelled.
inline bool suspend_linked(lowlevel::wait_list& list, lowlevel::waiter& self, time_point deadline) noexcept
    WEFT_RELEASE(list) {
    if (deadline == k_no_deadline) {
        self.suspend_and_unlock(list);
        return true;
    }
    list.unlock();
    return self.suspend_until(deadline) == wake_reason::completed;
}

/// As suspend_linked(), of a wait that a cancellation may end; returns how it ended.
inline wake_reason suspend_linked_open(lowlevel::wait_list& list, lowlevel::waiter& self, time_point deadline) noexcept
    WEFT_RELEASE(list) {
    if (deadline == k_no_deadline) return self.suspend_open_and_unlock(list);
    self.open();
    list.unlock();
    return self.suspend_until(deadline);
}

/// The second half of every wait on one list, whose lock the caller holds: `self` waits behind the others until it is
/// completed, or until `deadline`. Returns true when it was completed. Else it has left the list and nothing has
/// happened: its time is over, or it was cancelled, which is thrown.
inline bool wait_on(lowlevel::wait_list& list, lowlevel::waiter& self, time_point deadline = k_no_deadline)
    WEFT_RELEASE(list) {
    list.push_back(self);
    const wake_reason why = suspend_linked_open(list, self, deadline);
    if (why == wake_reason::completed) [[likely]]
        return true;
    {
        const lock_scope guard(list);
        list.remove(self);
    }
    if (why == wake_reason::cancelled) throw_cancelled(self.kind().verb);
    return false;
}

} // namespace weft::detail::sync
