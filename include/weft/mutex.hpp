// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/sync/lock_core.hpp>

namespace weft {

/// Mutual exclusion between fibers of any runtime and plain threads; std::lock_guard, unique_lock and scoped_lock work
/// on it. A fiber may keep it locked while it is suspended and unlock it on another worker.
///
/// lock() suspends the fiber (blocks the plain thread) while somebody else has the lock. It is not a checkpoint: it is
/// never cancelled. A newcomer may overtake those who wait, until the oldest has waited for 1 ms: then the lock is
/// handed to it. What happened before an unlock() is seen after the next lock(). Locking twice and unlocking what one
/// has not locked are reported, with both fibers, and abort. Whoever locked it may destroy it right after unlocking, if
/// nobody waits for it.
///
/// @code
/// weft::mutex guard;
/// const std::lock_guard lock(guard);
/// @endcode
class WEFT_API mutex {
public:
    mutex() = default;
    mutex(const mutex&) = delete;
    mutex& operator=(const mutex&) = delete;

    /// Locks it, suspending while another has it.
    void lock() noexcept {
        detail::may_suspend("locks mutex", this);
        core_.lock();
    }

    /// Takes the lock if it is free; never suspends.
    [[nodiscard]] bool try_lock() noexcept {
        detail::never_suspends("tries to lock mutex", this);
        return core_.try_lock();
    }

    /// Gives the lock back and wakes a waiter. Never suspends.
    void unlock() noexcept {
        core_.unlock();
        detail::never_suspends("has unlocked mutex", this);
    }

private:
    friend class condition_variable;
    friend class timed_mutex;
    detail::lock_core core_;
};

} // namespace weft
