// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/record.hpp>

#include <string>

namespace weft::detail {

/// "fiber 'name' #7", or "fiber #7".
WEFT_API std::string describe(const fiber_record& fiber);

/// As describe() of a fiber, or "a plain thread".
std::string describe(const waiting_unit& unit);

} // namespace weft::detail
