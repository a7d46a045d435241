// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

namespace weft::detail::base {

/// Tells the processor that the calling thread spins.
#if WEFT_MODEL
WEFT_API void cpu_pause() noexcept;
#else
inline void cpu_pause() noexcept {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("isb" ::: "memory");
#endif
}
#endif

} // namespace weft::detail::base
