// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/fiber/record.hpp>

namespace weft::detail {

/// Ends what is left in a finished fiber's record: an untaken result, the name. The record can be reused then.
void clear_record_slow(fiber_record& fiber) noexcept;

inline void clear_record(fiber_record& fiber) noexcept {
    if (fiber.needs_drop || fiber.is_named) [[unlikely]]
        clear_record_slow(fiber);
}

} // namespace weft::detail
