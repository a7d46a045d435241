// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

namespace weft::detail {

/// See thread_slot.hpp. In an executable the linker turns the first instruction into the load of a constant.
[[gnu::always_inline]] inline void* thread_carrier() noexcept {
    void* carrier;
    asm volatile("{movq weft_thread_slot@gottpoff(%%rip), %0|mov %0, qword ptr weft_thread_slot@gottpoff[rip]}\n\t"
                 "{movq %%fs:(%0), %0|mov %0, qword ptr fs:[%0]}"
                 : "=r"(carrier));
    return carrier;
}

} // namespace weft::detail
