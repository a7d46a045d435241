// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/clock.hpp>
#include <weft/detail/fiber/switch_point.hpp>
#include <weft/detail/sync/shared_lock_core.hpp>

#include <chrono>

namespace weft {

/// A weft::shared_mutex that can also be waited for until a deadline. All that is said of weft::shared_mutex holds. Timeouts and
/// deadlines are measured by the caller's clock, weft::clock.
///
/// @code
/// std::shared_lock reading(guard, std::chrono::milliseconds(5));
/// @endcode
class shared_timed_mutex {
public:
    shared_timed_mutex() = default;
    shared_timed_mutex(const shared_timed_mutex&) = delete;
    shared_timed_mutex& operator=(const shared_timed_mutex&) = delete;

    /// Lets the caller in alone, suspending until that is possible.
    void lock() noexcept {
        detail::switch_point("locks shared mutex", this);
        static_cast<void>(core_.lock_until(detail::k_no_deadline));
    }

    /// As lock() if it need not wait; never suspends.
    [[nodiscard]] bool try_lock() noexcept {
        detail::switch_point("tries to lock shared mutex", this);
        return core_.try_lock();
    }

    /// As lock(), for `timeout` at most; returns false when the lock could not be had in time.
    [[nodiscard]] bool try_lock_for(std::chrono::nanoseconds timeout) noexcept {
        return try_lock_until(detail::deadline_after(timeout));
    }

    /// As lock(), until `deadline` at most; returns false when the lock could not be had in time.
    [[nodiscard]] bool try_lock_until(clock::time_point deadline) noexcept {
        detail::switch_point("locks shared mutex", this);
        return core_.lock_until(deadline);
    }

    /// Gives back what lock() took. Never suspends.
    void unlock() noexcept {
        core_.unlock();
        detail::switch_point("has unlocked shared mutex", this);
    }

    /// Lets the caller in beside others that have it shared, suspending until that is possible.
    void lock_shared() noexcept {
        detail::switch_point("locks (shared) shared mutex", this);
        static_cast<void>(core_.lock_shared_until(detail::k_no_deadline));
    }

    /// As lock_shared() if it need not wait; never suspends.
    [[nodiscard]] bool try_lock_shared() noexcept {
        detail::switch_point("tries to lock (shared) shared mutex", this);
        return core_.try_lock_shared();
    }

    /// As lock_shared(), for `timeout` at most; returns false when the lock could not be had in time.
    [[nodiscard]] bool try_lock_shared_for(std::chrono::nanoseconds timeout) noexcept {
        return try_lock_shared_until(detail::deadline_after(timeout));
    }

    /// As lock_shared(), until `deadline` at most; returns false when the lock could not be had in time.
    [[nodiscard]] bool try_lock_shared_until(clock::time_point deadline) noexcept {
        detail::switch_point("locks (shared) shared mutex", this);
        return core_.lock_shared_until(deadline);
    }

    /// Gives back what lock_shared() took. Never suspends.
    void unlock_shared() noexcept {
        core_.unlock_shared();
        detail::switch_point("has unlocked (shared) shared mutex", this);
    }

private:
    detail::shared_lock_core core_;
};

} // namespace weft
