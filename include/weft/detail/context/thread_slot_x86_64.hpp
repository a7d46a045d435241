// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

namespace weft::detail::ctx {

/// See thread_slot.hpp. In an executable the linker turns the first instruction into the load of a constant.
[[gnu::always_inline]] inline carrier_face* thread_carrier() noexcept {
    carrier_face* carrier;
    asm volatile("{movq weft_thread_slot@gottpoff(%%rip), %0|mov %0, qword ptr weft_thread_slot@gottpoff[rip]}\n\t"
                 "{movq %%fs:(%0), %0|mov %0, qword ptr fs:[%0]}"
                 : "=r"(carrier));
    return carrier;
}

/// See thread_slot.hpp. One instruction reads and writes, so no suspension falls in between.
[[gnu::always_inline]] inline bool spend_operation() noexcept {
    bool is_negative;
    void* offset;
    asm volatile("{movq weft_thread_slot@gottpoff(%%rip), %1|mov %1, qword ptr weft_thread_slot@gottpoff[rip]}\n\t"
                 "{subl $1, %%fs:8(%1)|sub dword ptr fs:[%1+8], 1}"
                 : "=@ccs"(is_negative), "=r"(offset));
    return is_negative;
}

} // namespace weft::detail::ctx
