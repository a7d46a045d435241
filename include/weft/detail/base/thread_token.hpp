// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <cstdint>

namespace weft::detail {

/// What tells threads apart that live at the same time; never 0 or 1, and no two calls must be by the same thread: a
/// fiber may have moved in between. One instruction where the processor has a register for it.
#if WEFT_MODEL
WEFT_API std::uintptr_t thread_token() noexcept;
#else
inline std::uintptr_t thread_token() noexcept {
    std::uintptr_t token;
#if defined(__x86_64__)
    asm volatile("{movq %%fs:0, %0|mov %0, qword ptr fs:0}"
                 : "=r"(token)); // volatile: not merged with another call's, before a switch
#elif defined(__aarch64__)
    asm volatile("mrs %0, tpidr_el0" : "=r"(token));
#else
#error "weft runs on x86-64 and aarch64"
#endif
    return token;
}
#endif

} // namespace weft::detail
