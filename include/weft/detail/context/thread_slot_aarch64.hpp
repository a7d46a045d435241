// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

namespace weft::detail::ctx {

/// See thread_slot.hpp.
[[gnu::always_inline]] inline carrier_face* thread_carrier() noexcept {
    carrier_face* carrier;
    void* offset;
    asm volatile("mrs %0, tpidr_el0\n\t"
                 "adrp %1, :gottprel:weft_thread_slot\n\t"
                 "ldr %1, [%1, :gottprel_lo12:weft_thread_slot]\n\t"
                 "ldr %0, [%0, %1]"
                 : "=&r"(carrier), "=&r"(offset));
    return carrier;
}

/// See thread_slot.hpp. The whole is one asm, so no suspension falls in between.
[[gnu::always_inline]] inline bool spend_operation() noexcept {
    void* slot;
    void* offset;
    int left;
    asm volatile("mrs %0, tpidr_el0\n\t"
                 "adrp %1, :gottprel:weft_thread_slot\n\t"
                 "ldr %1, [%1, :gottprel_lo12:weft_thread_slot]\n\t"
                 "add %0, %0, %1\n\t"
                 "ldr %w2, [%0, #8]\n\t"
                 "sub %w2, %w2, #1\n\t"
                 "str %w2, [%0, #8]"
                 : "=&r"(slot), "=&r"(offset), "=&r"(left));
    return left < 0;
}

} // namespace weft::detail::ctx
