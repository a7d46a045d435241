// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/fiber/record.hpp>

namespace weft::detail::sched {

/// Ends what is left in a finished fiber's record: an untaken result, the name, a cancellation that came after the end.
/// The record can be reused then.
void clear_record_slow(fiber_record& fiber) noexcept;

inline void clear_record(fiber_record& fiber) noexcept {
    if (fiber.has_leftovers() || fiber.is_told.load(memory_order_relaxed)) [[unlikely]]
        clear_record_slow(fiber);
}

/// Clears a record and gives it back.
void free_record(fiber_record& fiber) noexcept;

} // namespace weft::detail::sched
