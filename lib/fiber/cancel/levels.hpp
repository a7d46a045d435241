// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/fiber/cancel/cancel_level.hpp>
#include <weft/detail/fiber/record.hpp>

#include <cstdint>

// The levels that a fiber is in: walks for the fiber itself, or for whoever keeps it from ending.

namespace weft::detail::cancels {

/// True when the fiber has entered this level itself; false for null, and for its group's.
inline bool is_own(const cancel_level* level, const fiber_record& fiber) noexcept {
    return level != nullptr && level->owner.load(memory_order_relaxed) == &fiber;
}

/// The depth of a fiber's own level, when `outside` is the innermost level outside it.
inline std::uint16_t depth_of_own(const cancel_level* outside) noexcept {
    return static_cast<std::uint16_t>((outside != nullptr ? outside->depth : 0) + 1);
}

struct found_request {
    const cancel_request* request = nullptr;
    const void* of = nullptr; // the level, or the record of the fiber that was cancelled
};

/// The request of the outermost level that is deeper than `hidden`. The fiber itself.
found_request outermost_request(const fiber_record& me, std::uint16_t hidden) noexcept;

/// The calling fiber is about to suspend: the deadlines of its levels get their timers.
void arm_deadlines(fiber_record& me) noexcept;

/// The same where it gives way, so that a time that comes ends also a fiber that never waits.
inline void heed_deadlines(fiber_record& me) noexcept {
    if (const cancel_level* const level = me.level(); level != nullptr && level->wants_timers) [[unlikely]]
        arm_deadlines(me);
}

/// What is hidden from a fiber while so many exceptions are in flight.
std::uint16_t hidden_in_flight(const fiber_record& me, unsigned in_flight) noexcept;

/// A fiber that was told ended, or begins a new life in a record: nobody can tell it any more.
void forget_cancellation(fiber_record& fiber) noexcept;

/// `me` was told, and is about to run `target` on its stack.
void ask_covered(fiber_record& me, fiber_record& target) noexcept;

/// Returns once whoever was cancelling something when this was called is done with it.
void pass_cancellers() noexcept;

} // namespace weft::detail::cancels
