// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/sync/recursive_lock.hpp>

namespace weft {

/// A weft::mutex that the fiber (or plain thread) which has it may lock again; others get it after as many unlocks. The
/// owner is the fiber, on whatever worker it runs. All else that is said of weft::mutex holds, errors and destruction
/// included.
///
/// @code
/// weft::recursive_mutex guard;
/// const std::lock_guard outer(guard);
/// const std::lock_guard inner(guard);
/// @endcode
class WEFT_API recursive_mutex {
public:
    recursive_mutex() = default;
    recursive_mutex(const recursive_mutex&) = delete;
    recursive_mutex& operator=(const recursive_mutex&) = delete;

    /// Locks it once more, suspending while somebody else has it.
    void lock() noexcept {
        detail::may_suspend("locks mutex", this);
        core_.lock();
    }

    /// Takes the lock if it is free or the caller's; never suspends.
    [[nodiscard]] bool try_lock() noexcept {
        detail::never_suspends("tries to lock mutex", this);
        return core_.try_lock();
    }

    /// Gives back one lock(); the last one wakes a waiter. Never suspends.
    void unlock() noexcept {
        core_.unlock();
        detail::never_suspends("has unlocked mutex", this);
    }

private:
    friend class recursive_timed_mutex;
    detail::recursive_lock core_;
};

} // namespace weft
