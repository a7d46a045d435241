// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/clock.hpp>
#include <weft/detail/fiber/switch_point.hpp>
#include <weft/detail/sync/recursive_lock.hpp>

#include <chrono>

namespace weft {

/// A weft::recursive_mutex that can also be waited for until a deadline. All that is said of weft::recursive_mutex holds. Timeouts
/// and deadlines are measured by the caller's clock, weft::clock.
///
/// @code
/// std::unique_lock lock(guard, std::chrono::milliseconds(5));
/// @endcode
class recursive_timed_mutex {
public:
    recursive_timed_mutex() = default;
    recursive_timed_mutex(const recursive_timed_mutex&) = delete;
    recursive_timed_mutex& operator=(const recursive_timed_mutex&) = delete;

    void lock() noexcept {
        detail::switch_point("locks mutex", this);
        core_.lock();
    }

    /// Takes the lock if it is free or the caller's; never suspends.
    [[nodiscard]] bool try_lock() noexcept {
        detail::switch_point("tries to lock mutex", this);
        return core_.try_lock();
    }

    /// As lock(), for `timeout` at most; returns false when the lock could not be had in time.
    [[nodiscard]] bool try_lock_for(std::chrono::nanoseconds timeout) noexcept {
        return try_lock_until(detail::deadline_after(timeout));
    }

    /// As lock(), until `deadline` at most; returns false when the lock could not be had in time.
    [[nodiscard]] bool try_lock_until(clock::time_point deadline) noexcept {
        detail::switch_point("locks mutex", this);
        return core_.try_lock_until(deadline);
    }

    /// Gives back one lock(); the last one wakes a waiter. Never suspends.
    void unlock() noexcept {
        core_.unlock();
        detail::switch_point("has unlocked mutex", this);
    }

private:
    detail::recursive_lock core_;
};

} // namespace weft
