// SPDX-License-Identifier: BSL-1.0
#include "context/switch/thread_slot.hpp"
#include "fiber/carrier.hpp"

#include <weft/detail/base/assert.hpp>

namespace weft::detail::fibers {
namespace {

thread_local waiting_unit this_thread_unit;

} // namespace

void misuse_of_yield() noexcept {
    misuse("weft::this_fiber::yield() was called outside a runtime: call it inside weft::run()");
}

// The slot holds the address of the carrier_face, as thread_carrier() gives it.
void set_current_carrier(carrier* self) noexcept { set_thread_carrier(static_cast<carrier_face*>(self)); }

[[gnu::noinline]] waiting_unit& unit_of_thread() noexcept {
    waiting_unit* unit = &this_thread_unit;
    asm volatile("" : "+r"(unit));
    return *unit;
}

} // namespace weft::detail::fibers
