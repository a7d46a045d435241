// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/base/futex.hpp>

namespace weft::detail::fibers {

/// The deadline of a wait that has none, as a value and as a type.
inline constexpr time_point k_no_deadline = (time_point::max)();
struct WEFT_API no_deadline {};

/// `now` plus `duration`, or the end of the clock, which is k_no_deadline, when that lies beyond it.
constexpr time_point saturating_add(time_point now, any_duration duration) noexcept {
    return time_point(base::saturating_add(now.time_since_epoch(), duration.ticks()));
}

/// Now, by the caller's clock, plus `timeout`; k_no_deadline when that lies beyond the end of the clock. Any fiber, any
/// thread.
WEFT_API time_point deadline_after(any_duration timeout) noexcept;

/// The deadline by the caller's clock that is as far away as `deadline` is by another clock, which shows `now`.
WEFT_API time_point deadline_of(ticks deadline, ticks now) noexcept;

/// True when the caller's clock has reached `deadline`. Looks at the clock only when there is a deadline.
WEFT_API bool is_past(time_point deadline) noexcept;

} // namespace weft::detail::fibers
