// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/base/futex.hpp>

namespace weft::detail::base {

/// CLOCK_MONOTONIC; in the model build a clock that stands still until a deadline is waited for, or leaps.
#if WEFT_MODEL
WEFT_API time_point steady_now() noexcept;
#else
inline time_point steady_now() noexcept { return std::chrono::steady_clock::now(); }
#endif

} // namespace weft::detail::base
