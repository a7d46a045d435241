// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/lowlevel/wait_list.hpp>

namespace weft {

namespace detail::sync {
struct event_access;
}

/// A flag that fibers of any runtime and plain threads wait for. It stays set until reset().
///
/// The waits suspend the fiber (block the plain thread) while the event is not set; they are checkpoints. set() lets
/// all who wait go on, also those whose turn comes after a reset() that follows at once. What happened before set() is
/// seen after the wait. Timeouts and deadlines are measured by the caller's clock, weft::clock. Any fiber or thread may
/// call anything. Whoever a wait lets through may destroy the event at once; is_set() is no wait.
///
/// @code
/// weft::event ready;
/// auto waiter = weft::spawn([&] { ready.wait(); });
/// ready.set();
/// @endcode
class WEFT_API event {
public:
    event() = default;
    event(const event&) = delete;
    event& operator=(const event&) = delete;

    /// True between set() and reset(). Never suspends.
    [[nodiscard]] bool is_set() const noexcept;

    /// Sets the event and wakes all who wait; does nothing more when it is set already. Never suspends.
    void set() noexcept;

    /// Whoever waits from now on waits for the next set(). Never suspends.
    void reset() noexcept;

    /// Waits until the event is set.
    void wait();

    /// As wait(), for `timeout` at most; returns false when the event was not set in time.
    [[nodiscard]] bool wait_for(any_duration timeout);

    /// As wait(), until `deadline` at most; returns false when the event was not set in time.
    [[nodiscard]] bool wait_until(any_time_point deadline);

private:
    friend struct detail::sync::event_access;
    static constexpr lowlevel::wait_kind k_wait{.verb = "waits for event"};

    // Invariant, whenever the lock is free: somebody waits unclaimed => not set.
    mutable lowlevel::wait_list waiters_; // its lock guards everything
    bool is_set_ WEFT_GUARDED_BY(waiters_) = false;
};

namespace detail::sync {
/// For waits for an event among others.
struct WEFT_API event_access {
    static lowlevel::wait_list& waiters(event& of) noexcept { return of.waiters_; }

    /// With the lock of waiters() held.
    static bool is_set(const event& of) noexcept WEFT_NO_THREAD_SAFETY_ANALYSIS { return of.is_set_; } // see above
};
} // namespace detail::sync

} // namespace weft
