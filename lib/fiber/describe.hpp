// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/report_text.hpp"

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/record.hpp>

#include <cstdint>

namespace weft::detail::fibers {

/// "fiber 'name' #7", or "fiber #7" when the name is empty: how every report calls a fiber.
void describe_fiber(report_text& text, const char* name, std::uint64_t id) noexcept;

/// As describe_fiber().
WEFT_API void describe(report_text& text, const fiber_record& fiber) noexcept;

/// As describe() of a fiber, or "a plain thread".
void describe(report_text& text, const waiting_unit& unit) noexcept;

} // namespace weft::detail::fibers
