// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/clock.hpp>
#include <weft/detail/fiber/switch_point.hpp>
#include <weft/detail/sync/lock_core.hpp>

#include <chrono>

namespace weft {

/// A weft::mutex that can also be waited for until a deadline; std::unique_lock's timed members work on it. All that is said of
/// weft::mutex holds. Timeouts and deadlines are measured by the caller's clock, weft::clock.
///
/// @code
/// std::unique_lock lock(guard, std::chrono::milliseconds(5));
/// if (!lock) return busy;
/// @endcode
class timed_mutex {
public:
    timed_mutex() = default;
    timed_mutex(const timed_mutex&) = delete;
    timed_mutex& operator=(const timed_mutex&) = delete;

    void lock() noexcept {
        detail::switch_point("locks mutex", this);
        core_.lock();
    }

    /// Takes the lock if it is free; never suspends.
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

    /// Gives the lock back and wakes a waiter. Never suspends.
    void unlock() noexcept {
        core_.unlock();
        detail::switch_point("has unlocked mutex", this);
    }

private:
    detail::lock_core core_;
};

} // namespace weft
