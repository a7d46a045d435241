// SPDX-License-Identifier: BSL-1.0
#include "runtime/clear_record.hpp"

#include "runtime/worker.hpp"

#include <weft/detail/fiber/carried/extras.hpp>

namespace weft::detail::sched {

void clear_record_slow(fiber_record& fiber) noexcept {
    if (fiber.needs_drop) fiber.step(fiber_step::drop);
    fiber.needs_drop = false;
    if (fiber.has_extras()) free_extras(fiber);
    if (fiber.is_told.load(memory_order_relaxed)) forget_cancellation(fiber);
}

/// The destructor of an untaken result may suspend: the worker is asked for afterwards.
void free_record(fiber_record& fiber) noexcept {
    clear_record(fiber);
    if (worker* const here = this_worker())
        here->records().put(fiber);
    else
        record_pool::instance().give_one(fiber);
}

} // namespace weft::detail::sched
