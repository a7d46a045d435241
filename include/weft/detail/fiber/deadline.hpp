// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/base/futex.hpp>

#include <chrono>

namespace weft::detail {

/// The deadline of a wait that has none, as a value and as a type.
inline constexpr time_point k_no_deadline = (time_point::max)();
struct WEFT_API no_deadline {};

/// Now, by the caller's clock, plus `timeout`; k_no_deadline when that lies beyond the end of the clock. Any fiber, any thread.
WEFT_API time_point deadline_after(std::chrono::nanoseconds timeout) noexcept;

/// True when the caller's clock has reached `deadline`. Looks at the clock only when there is a deadline.
WEFT_API bool is_past(time_point deadline) noexcept;

} // namespace weft::detail
