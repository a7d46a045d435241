// SPDX-License-Identifier: BSL-1.0
#include <weft/this_fiber.hpp>

#include "runtime/runtime_core.hpp"

#include <weft/detail/fiber/deadline.hpp>
#include <weft/lowlevel/waiter.hpp>

namespace weft {
namespace {

constexpr lowlevel::wait_kind k_sleep{.verb = "sleeps"};

} // namespace

namespace this_fiber {

fiber_id id() noexcept {
    const detail::carrier* const here = detail::current_carrier();
    return here != nullptr && here->current() != nullptr ? here->current()->id : 0;
}

std::string_view name() noexcept {
    const detail::carrier* const here = detail::current_carrier();
    return here != nullptr && here->current() != nullptr ? here->current()->name_or_empty() : "";
}

void sleep_until(any_time_point deadline) {
    if (detail::current_carrier() != nullptr && deadline.when() <= clock::now()) {
        yield();
        return;
    }
    detail::end_if_cancelled("is about to sleep");
    lowlevel::waiter self(k_sleep);
    self.open();
    if (self.suspend_until(deadline) == detail::wake_reason::cancelled) detail::throw_cancelled(k_sleep.verb);
}

void sleep_for(any_duration duration) { sleep_until(detail::deadline_after(duration)); }

} // namespace this_fiber
} // namespace weft
