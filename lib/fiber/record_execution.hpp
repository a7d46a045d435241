// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/switch/switch.hpp"

#include <weft/detail/fiber/record.hpp>

#include <new>

namespace weft::detail {

static_assert(sizeof(execution) <= fiber_record::k_execution_size && alignof(execution) <= 8);

/// Where a started fiber is switched to; its layout belongs to the context layer, so the public record keeps only room.
inline execution& execution_of(fiber_record& fiber) noexcept {
    return *std::launder(reinterpret_cast<execution*>(fiber.exec));
}

inline const execution& execution_of(const fiber_record& fiber) noexcept {
    return *std::launder(reinterpret_cast<const execution*>(fiber.exec));
}

/// Gives a fiber that starts its execution, on `stk`.
inline execution& make_execution(fiber_record& fiber, stack* stk) noexcept {
    execution& made = *::new (static_cast<void*>(fiber.exec)) execution;
    made.stk = stk;
    return made;
}

} // namespace weft::detail
