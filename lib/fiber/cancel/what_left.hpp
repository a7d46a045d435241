// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/fiber/record.hpp>

#include <exception>

namespace weft::detail::cancels {

/// True for the fiber_cancelled of a fiber that ended because it was cancelled: nobody's failure.
bool is_cancellation(const std::exception_ptr& failure) noexcept;

} // namespace weft::detail::cancels
