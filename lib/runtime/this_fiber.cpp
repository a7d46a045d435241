// SPDX-License-Identifier: BSL-1.0
#include <weft/this_fiber.hpp>

#include "runtime/runtime_core.hpp"

#include <weft/lowlevel/waiter.hpp>

namespace weft {

clock::time_point clock::now() noexcept {
    detail::worker* const here = detail::this_worker();
    return here != nullptr ? here->core().clock().now() : std::chrono::steady_clock::now();
}

namespace this_fiber {

fiber_id id() noexcept {
    const detail::carrier* const here = detail::current_carrier();
    return here != nullptr && here->current() != nullptr ? here->current()->id : 0;
}

std::string_view name() noexcept {
    const detail::carrier* const here = detail::current_carrier();
    return here != nullptr && here->current() != nullptr ? here->current()->name_or_empty() : "";
}

void yield() noexcept {
    detail::yield_current();
}

void sleep_until(clock::time_point deadline) noexcept {
    if (detail::current_carrier() != nullptr && deadline <= clock::now()) {
        yield();
        return;
    }
    lowlevel::waiter self;
    self.suspend_until(deadline);
}

void sleep_for(std::chrono::nanoseconds duration) noexcept {
    sleep_until(detail::saturating_add(clock::now(), duration));
}

} // namespace this_fiber
} // namespace weft
