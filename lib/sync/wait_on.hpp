// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/fiber/deadline.hpp>
#include <weft/lowlevel/wait_list.hpp>

namespace weft::detail::sync {

/// Suspends the waiter `self`, linked in `list`, whose lock the caller holds, until it is completed, or until
/// `deadline`. Returns true when it was completed; else it may still be linked.
inline bool suspend_linked(lowlevel::wait_list& list, lowlevel::waiter& self, time_point deadline) noexcept
    WEFT_RELEASE(list) {
    if (deadline == k_no_deadline) {
        self.suspend_and_unlock(list);
        return true;
    }
    list.unlock();
    return self.suspend_until(deadline) == wake_reason::completed;
}

/// The second half of every wait on one list, whose lock the caller holds: `self` waits behind the others until it is
/// completed, or until `deadline`. Returns true when it was completed; else it has left the list and nothing has
/// happened.
inline bool wait_on(lowlevel::wait_list& list, lowlevel::waiter& self, time_point deadline = k_no_deadline) noexcept
    WEFT_RELEASE(list) {
    list.push_back(self);
    if (suspend_linked(list, self, deadline)) return true;
    const lock_scope guard(list);
    list.remove(self);
    return false;
}

} // namespace weft::detail::sync
