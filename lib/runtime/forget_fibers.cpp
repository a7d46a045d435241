// SPDX-License-Identifier: BSL-1.0
#include "runtime/runtime_core.hpp"

#include <weft/detail/fiber/carried/extras.hpp>

#include <new>
#include <vector>

namespace weft::detail::sched {
namespace {

std::vector<fiber_record*> live_fibers_of(const ready_sink& core) {
    std::vector<fiber_record*> found;
    record_pool::instance().for_each([&](fiber_record& each) {
        if (each.is_live_in(core)) found.push_back(&each);
    });
    return found;
}

/// Nobody will ever look at this life of the record again: also not at the levels that it was in, and the wait.
void end_life(fiber_record& fiber) noexcept {
    fiber.set_sink(nullptr);
    fiber.failure = nullptr;
    fiber.needs_drop = false;
    if (fiber.has_extras()) free_extras(fiber);
    forget_cancellation(fiber);
    fiber.set_outside(nullptr, 0);
    fiber.groups.store(nullptr, memory_order_relaxed);
    fiber.covers.store(nullptr, memory_order_relaxed);
    fiber.word.arm();                                               // the wait may be open, and was never claimed
    ::new (static_cast<void*>(&fiber.joiners)) lowlevel::wait_list; // those who wait in it are forgotten as well
}

} // namespace

void runtime_core::forget_fibers() {
    for (fiber_record* each : live_fibers_of(*this)) {
        end_life(*each);
        record_pool::instance().give_one(*each);
    }
}

} // namespace weft::detail::sched
