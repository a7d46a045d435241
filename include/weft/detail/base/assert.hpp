// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

namespace weft::detail::base {

/// Prints `weft: <what>` on stderr and aborts. For misuse: `what` says what to do instead.
[[noreturn]] WEFT_API void misuse(const char* what) noexcept;

} // namespace weft::detail::base

/// Checks a condition that only a mistake in the calling program (or in weft) can break; always on, so keep it cheap.
#define WEFT_ASSERT(condition, what) ((condition) ? static_cast<void>(0) : ::weft::detail::misuse(what))
