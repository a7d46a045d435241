// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstddef>

namespace weft::detail::sync {

/// The waiters of a condition variable, oldest first. Whoever has notified all waiters may destroy the variable. But a
/// waiter whose time was over just before cannot be notified, and has yet to leave. So the destructor waits for it.
///
/// Invariant, whenever the list's lock is free: a waiter that will touch this object again is linked in `list_`, or a
/// notifier that could not win it has unlinked it and counted it in `passed_`; the destroyer is linked => somebody is
/// about to leave. A notifier unlinks each waiter that it looks at. So a waiter is looked at once, however many
/// notifications come before it leaves.
class WEFT_API condition_waiters {
public:
    /// Links `self`, which is armed, behind the others.
    void enter(lowlevel::waiter& self) noexcept;

    /// Ends a wait of `self` that was not completed.
    void leave(lowlevel::waiter& self) noexcept;

    /// Wins the oldest waiter that can still be won.
    lowlevel::claimed_waiter claim_one() noexcept;

    /// Wins all that can still be won.
    lowlevel::claimed_waiters claim_all() noexcept;

    /// For the destructor of `object`: suspends until all whose time is over have left.
    void let_all_leave(const void* object) noexcept;

private:
    bool has_leavers() const noexcept WEFT_REQUIRES(list_) { return passed_ != 0 || list_.has_leavers(); }

    lowlevel::wait_list list_;
    std::size_t passed_ WEFT_GUARDED_BY(list_) = 0; // unlinked by notifiers in vain, and not gone yet
};

} // namespace weft::detail::sync
