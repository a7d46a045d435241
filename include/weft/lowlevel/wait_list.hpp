// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/biased_lock.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/lowlevel/waiter.hpp>

#include <cstddef>

namespace weft::lowlevel {

/// Won waits that are not delivered yet, oldest first.
class WEFT_API claimed_waiters {
public:
    /// True when no wait was won.
    bool empty() const noexcept { return head_ == nullptr; }

    /// Lets all of them run; afterwards the primitive may be gone. Call it once, without the list's lock.
    void deliver() const noexcept;

private:
    friend class wait_list;
    waiter* head_ = nullptr;
};

/// The queue of suspended fibers and blocked threads of one primitive, oldest first, with its lock. Every member but
/// lock(), try_lock() and unlock() is called with the lock held (or with another that stands in for it: so Clang's
/// analysis checks the primitive's own fields, not these calls); nothing here suspends or allocates.
///
/// Waiting: see waiter. Waking: lock; `auto won = list.claim_front(); unlock; if (won) won.deliver();`: after deliver()
/// the primitive may be gone.
class WEFT_API WEFT_CAPABILITY("lock") wait_list {
public:
    /// A lock for a few instructions: it spins, then blocks the thread. Nothing may suspend while it is held.
    void lock() noexcept WEFT_ACQUIRE() { lock_.lock(); }
    bool try_lock() noexcept WEFT_TRY_ACQUIRE(true) { return lock_.try_lock(); }
    void unlock() noexcept WEFT_RELEASE() { lock_.unlock(); }

    /// True when nobody is linked; the oldest of those that are, or null.
    bool empty() const noexcept { return head_ == nullptr; }
    waiter* front() const noexcept { return head_; }

    /// Links a waiter behind all others.
    void push_back(waiter& item) noexcept {
        item.next_ = nullptr;
        item.previous_ = tail_;
        (tail_ == nullptr ? head_ : tail_->next_) = &item;
        tail_ = &item;
        item.linked_ = true;
    }

    /// For one who waited already and was woken in vain.
    void push_front(waiter& item) noexcept;

    /// Unlinks a waiter; does nothing, and returns false, when a waker has unlinked it already.
    bool remove(waiter& item) noexcept;

    /// Unlinks the oldest waiters until one of them can still be won, and wins it; empty when there is none.
    claimed_waiter claim_front(wake_reason reason = wake_reason::completed) noexcept;

    /// Wins every waiter that can still be won; the list is empty afterwards.
    claimed_waiters claim_all(wake_reason reason = wake_reason::completed) noexcept;

    /// The same, for a primitive that must know how many come back to the list: adds to `passed` how many waiters were
    /// unlinked and not won. Each of them will find that its remove() returns false.
    claimed_waiter claim_front(std::size_t& passed, wake_reason reason = wake_reason::completed) noexcept;
    claimed_waiters claim_all(std::size_t& passed, wake_reason reason = wake_reason::completed) noexcept;

    /// True while a waiter is linked whose wait is over: it is about to remove itself.
    bool has_leavers() const noexcept;

private:
    friend class waiter;
    claimed_waiter claim_next(std::size_t& passed, wake_reason reason) noexcept;
    claimed_waiters claim_rest(std::size_t& passed, wake_reason reason) noexcept;

    detail::list_lock lock_;
    waiter* head_ = nullptr;
    waiter* tail_ = nullptr;
};

} // namespace weft::lowlevel
