// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/fiber/record.hpp>

namespace weft::detail {

/// The body of `fiber` ended by an exception, and its handle is gone: terminates the program with a report.
[[noreturn]] void terminate_detached(const fiber_record& fiber) noexcept;

} // namespace weft::detail
