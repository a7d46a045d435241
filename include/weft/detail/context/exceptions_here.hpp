// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <cstddef>

namespace weft::detail::ctx {

/// exceptions_offset() is how far from its thread pointer each thread keeps the C++ runtime's exception state (see
/// lib/context/switch/switch.hpp); 0 where that differs from thread to thread, as when the C++ library was
/// loaded late.
WEFT_API std::ptrdiff_t exceptions_offset() noexcept;

/// has_exceptions_here() tells, in four instructions, whether the calling thread handles or unwinds an exception now.
/// `offset` is exceptions_offset(); with 0 the answer is always yes. Never folded or hoisted over a switch.
[[gnu::always_inline]] inline bool has_exceptions_here([[maybe_unused]] std::ptrdiff_t offset) noexcept {
#if defined(__x86_64__) && !defined(__ILP32__)
    std::size_t state;
    bool any;
    asm volatile("{movl %%fs:8(%2), %k1|mov %k1, dword ptr fs:[%2+8]}\n\t"
                 "{orq %%fs:(%2), %1|or %1, qword ptr fs:[%2]}"
                 : "=@ccnz"(any), "=&r"(state)
                 : "r"(offset)
                 : "memory");
    return any;
#elif defined(__aarch64__)
    const char* thread;
    asm volatile("mrs %0, tpidr_el0" : "=r"(thread));
    const char* const at = thread + offset;
    std::size_t caught;
    unsigned uncaught;
    asm volatile("ldr %0, [%2]\n\t"
                 "ldr %w1, [%2, #8]"
                 : "=&r"(caught), "=&r"(uncaught)
                 : "r"(at)
                 : "memory");
    return (caught | uncaught) != 0;
#else
    return true;
#endif
}

} // namespace weft::detail::ctx
