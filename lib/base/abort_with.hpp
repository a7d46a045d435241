// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <string>

namespace weft::detail {

/// Prints what make_text() says on stderr and aborts the process. The first caller does; others wait for the end. Any thread.
/// Comes back in the model build only, where a model may expect it.
void abort_with(const std::function<std::string()>& make_text) noexcept;

} // namespace weft::detail
