// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/report_text.hpp"

namespace weft::detail::base {

/// Prints what `write` says on stderr and aborts the process. The first caller does; others wait for the end. Allocates
/// nothing. Any thread. Comes back in the model build only, where a model may expect it.
void abort_with(report_writer write) noexcept;

} // namespace weft::detail::base
