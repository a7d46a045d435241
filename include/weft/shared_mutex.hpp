// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/sync/shared_lock_core.hpp>

namespace weft {

/// One writer or any number of readers, among fibers of any runtime and plain threads; std::lock_guard, unique_lock and
/// shared_lock work on it.
///
/// It is handed over first-in first-out, to a run of readers at once; a newcomer never overtakes those who wait, so
/// neither readers nor writers starve. So a reader must not lock it shared a second time: a writer may wait in
/// between. The waits suspend the fiber (block the plain thread), are no checkpoints and are never cancelled. What
/// happened before an unlock is seen by the next to be let in. Locking alone twice and unlocking what one has not
/// locked are reported, with both fibers, and abort. Whoever had it last may destroy it right after unlocking, if
/// nobody waits for it.
///
/// @code
/// weft::shared_mutex guard;
/// const std::shared_lock reading(guard);
/// @endcode
class WEFT_API shared_mutex {
public:
    shared_mutex() = default;
    shared_mutex(const shared_mutex&) = delete;
    shared_mutex& operator=(const shared_mutex&) = delete;

    /// Lets the caller in alone, suspending until that is possible.
    void lock() noexcept {
        detail::may_suspend("locks shared mutex", this);
        static_cast<void>(core_.lock_until(detail::k_no_deadline));
    }

    /// As lock() if it need not wait; never suspends.
    [[nodiscard]] bool try_lock() noexcept {
        detail::never_suspends("tries to lock shared mutex", this);
        return core_.try_lock();
    }

    /// Gives back what lock() took. Never suspends.
    void unlock() noexcept {
        core_.unlock();
        detail::never_suspends("has unlocked shared mutex", this);
    }

    /// Lets the caller in beside others that have it shared, suspending until that is possible.
    void lock_shared() noexcept {
        detail::may_suspend("locks (shared) shared mutex", this);
        static_cast<void>(core_.lock_shared_until(detail::k_no_deadline));
    }

    /// As lock_shared() if it need not wait; never suspends.
    [[nodiscard]] bool try_lock_shared() noexcept {
        detail::never_suspends("tries to lock (shared) shared mutex", this);
        return core_.try_lock_shared();
    }

    /// Gives back what lock_shared() took. Never suspends.
    void unlock_shared() noexcept {
        core_.unlock_shared();
        detail::never_suspends("has unlocked (shared) shared mutex", this);
    }

private:
    friend class shared_timed_mutex;
    detail::shared_lock_core core_;
};

} // namespace weft
