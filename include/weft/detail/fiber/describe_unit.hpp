// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/wait_word.hpp>

namespace weft::detail::fibers {

/// Prints `weft: <who> <what>` and, when `other` is not null and another, who that is; then aborts.
[[noreturn]] WEFT_API void misuse_by_units(const char* what, const waiting_unit& who,
                                           const waiting_unit* other) noexcept;

} // namespace weft::detail::fibers
