// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/report_text.hpp"

namespace weft::detail::observe {

/// Prints the report of a failure that nobody joined for: "weft: ", `who`, `what`. The same `what` again is only
/// counted; the count is printed when another comes, after a second, at the end of each runtime and of the program. Any
/// thread; allocates nothing.
void print_untaken(const line_text& who, const line_text& what) noexcept;

/// Prints the count, if there is one.
void print_count_of_untaken() noexcept;

} // namespace weft::detail::observe
