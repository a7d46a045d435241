// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/shared_mutex.hpp>

namespace weft {

/// A weft::shared_mutex that can also be waited for until a deadline. All that is said of weft::shared_mutex holds.
/// Timeouts and deadlines are measured by the caller's clock, weft::clock.
///
/// @code
/// std::shared_lock reading(guard, std::chrono::milliseconds(5));
/// @endcode
class WEFT_API shared_timed_mutex : shared_mutex {
public:
    using shared_mutex::lock;
    using shared_mutex::lock_shared;
    using shared_mutex::try_lock;
    using shared_mutex::try_lock_shared;
    using shared_mutex::unlock;
    using shared_mutex::unlock_shared;

    /// As lock(), for `timeout` at most; returns false when the lock could not be had in time.
    [[nodiscard]] bool try_lock_for(any_duration timeout) noexcept {
        return try_lock_until(detail::deadline_after(timeout));
    }

    /// As lock(), until `deadline` at most; returns false when the lock could not be had in time.
    [[nodiscard]] bool try_lock_until(any_time_point deadline) noexcept {
        detail::may_suspend("locks shared mutex", this);
        return core_.lock_until(deadline.when());
    }

    /// As lock_shared(), for `timeout` at most; returns false when the lock could not be had in time.
    [[nodiscard]] bool try_lock_shared_for(any_duration timeout) noexcept {
        return try_lock_shared_until(detail::deadline_after(timeout));
    }

    /// As lock_shared(), until `deadline` at most; returns false when the lock could not be had in time.
    [[nodiscard]] bool try_lock_shared_until(any_time_point deadline) noexcept {
        detail::may_suspend("locks (shared) shared mutex", this);
        return core_.lock_shared_until(deadline.when());
    }
};

} // namespace weft
