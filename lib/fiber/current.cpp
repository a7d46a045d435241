// SPDX-License-Identifier: BSL-1.0
#include "fiber/carrier.hpp"

#include <weft/detail/base/assert.hpp>

// weft's own thread_locals live in this file only, each behind an accessor that no compiler may inline, merge or hoist.

namespace weft::detail {
namespace {

thread_local carrier* this_carrier = nullptr;
thread_local waiting_unit this_thread_unit;

} // namespace

void misuse_of_yield() noexcept {
    misuse("weft::this_fiber::yield() was called outside a runtime: call it inside weft::run()");
}

[[gnu::noinline]] carrier* current_carrier() noexcept {
    carrier* self = this_carrier;
    asm volatile("" : "+r"(self));
    return self;
}

[[gnu::noinline]] void yield_current() noexcept {
    carrier* self = this_carrier;
    asm volatile("" : "+r"(self));
    if (self == nullptr) [[unlikely]]
        misuse_of_yield();
    self->yield();
}

[[gnu::noinline]] void set_current_carrier(carrier* self) noexcept {
    this_carrier = self;
    asm volatile("" ::: "memory");
}

[[gnu::noinline]] waiting_unit& this_unit() noexcept {
    carrier* const self = this_carrier;
    waiting_unit* unit = self != nullptr && self->current() != nullptr ? self->current() : &this_thread_unit;
    asm volatile("" : "+r"(unit));
    return *unit;
}

} // namespace weft::detail
