// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/base/thread_safety.hpp>
#include <weft/detail/fiber/deadline.hpp>
#include <weft/lowlevel/wait_list.hpp>

namespace weft::detail::sync {

/// What every mutex is made of: the lock itself, without the switch points of simulations. Any fiber or thread.
///
/// `owner_`   who has the lock; null when it is free
/// `coming_`  a waiter was claimed to compete for the lock and is on its way; it clears this when it takes the lock,
///            goes back to the list or gives up
/// Both are guarded by the list's lock, which thus makes each operation one step, and costs no read-modify-write while
/// one thread alone uses the mutex. Whoever finds the lock free takes it; only the owner gives it back.
///
/// Invariant, whenever the list's lock is free: no owner and somebody in the list => `coming_`. So at most one waiter
/// competes at a time, unlocks meanwhile leave the list alone, and whoever competes in vain goes back to the front, as
/// there is an owner, whose unlock looks at the list again. A waiter that has waited for 1 ms, or competed in vain a
/// few times, is not let compete: the lock is handed to it.
///
/// unlock() ends with the release of the list's lock, unless it has claimed a waiter: then it still touches the waiter,
/// while nobody may destroy the lock, as that waiter wants it and does not run yet.
class WEFT_API lock_core {
public:
    void lock() noexcept {
        waiting_unit& me = this_unit();
        waiters_.lock();
        if (!take(me)) [[unlikely]] {
            static_cast<void>(lock_slow(me, k_no_deadline));
            return;
        }
        waiters_.unlock();
    }

    bool try_lock() noexcept {
        waiting_unit& me = this_unit();
        waiters_.lock();
        const bool taken = take(me);
        waiters_.unlock();
        return taken;
    }

    bool try_lock_until(time_point deadline) noexcept {
        waiting_unit& me = this_unit();
        waiters_.lock();
        if (!take(me)) return lock_slow(me, deadline);
        waiters_.unlock();
        return true;
    }

    void unlock() noexcept {
        waiting_unit& me = this_unit();
        waiters_.lock();
        if (owner() != &me) [[unlikely]]
            report_stranger(me);
        if (!waiters_.empty() && !coming_) [[unlikely]] {
            unlock_slow();
            return;
        }
        owner_.store(nullptr, memory_order_relaxed);
        waiters_.unlock();
    }

    /// True when the caller has the lock.
    bool is_mine() const noexcept {
        return owner() == &this_unit();
    } // nobody else writes or removes the caller's address

private:
    static const lowlevel::wait_kind k_lock;
    static const waiting_unit* owner_of(const void* object) noexcept;

    waiting_unit* owner() const noexcept { return owner_.load(memory_order_relaxed); }

    bool take(waiting_unit& me) noexcept WEFT_REQUIRES(waiters_) {
        if (owner() != nullptr) return false;
        owner_.store(&me, memory_order_relaxed);
        return true;
    }

    bool lock_slow(waiting_unit& me, time_point deadline) noexcept WEFT_RELEASE(waiters_);
    bool compete(waiting_unit& me, time_point since, time_point deadline) noexcept WEFT_ACQUIRE(waiters_);
    void forget(lowlevel::waiter& self) noexcept;
    void unlock_slow() noexcept WEFT_RELEASE(waiters_);
    void report_stranger(waiting_unit& me) noexcept WEFT_REQUIRES(waiters_);

    atomic<waiting_unit*> owner_{
        nullptr}; // written under the list's lock; the owner itself, and reports, read it without
    bool coming_ WEFT_GUARDED_BY(waiters_) = false;
    lowlevel::wait_list waiters_;
};

} // namespace weft::detail::sync
