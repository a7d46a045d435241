// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/recursive_mutex.hpp>

namespace weft {

/// A weft::recursive_mutex that can also be waited for until a deadline. All that is said of weft::recursive_mutex
/// holds. Timeouts and deadlines are measured by the caller's clock, weft::clock.
///
/// @code
/// std::unique_lock lock(guard, std::chrono::milliseconds(5));
/// @endcode
class WEFT_API recursive_timed_mutex : recursive_mutex {
public:
    /// As of recursive_mutex.
    using recursive_mutex::lock;
    using recursive_mutex::try_lock;
    using recursive_mutex::unlock;

    /// As lock(), for `timeout` at most; returns false when the lock could not be had in time.
    [[nodiscard]] bool try_lock_for(any_duration timeout) noexcept {
        return try_lock_until(detail::deadline_after(timeout));
    }

    /// As lock(), until `deadline` at most; returns false when the lock could not be had in time.
    [[nodiscard]] bool try_lock_until(any_time_point deadline) noexcept {
        detail::may_suspend("locks mutex", this);
        return core_.try_lock_until(deadline.when());
    }
};

} // namespace weft
