// SPDX-License-Identifier: BSL-1.0
#include "context/switch/switch.hpp"

#include <weft/detail/context/exceptions_here.hpp>

#include <cstdint>
#include <cxxabi.h>

namespace weft::detail::ctx {

// The layout is that of __cxa_eh_globals in the Itanium C++ ABI, section 2.2.2: a pointer, then an unsigned int.
exception_globals* thread_exception_globals() noexcept {
    void* globals = abi::__cxa_get_globals();
    asm volatile("" : "+r"(globals));
    return static_cast<exception_globals*>(globals);
}

// Thread-locals of what was loaded with the program lie at the same distance from the thread pointer in every thread:
// below it on x86-64, above it on aarch64. Those of a library that was loaded later lie on the heap.
std::ptrdiff_t exceptions_offset() noexcept {
    constexpr std::ptrdiff_t k_most = 65536;
    const auto* const at = reinterpret_cast<const char*>(thread_exception_globals());
#if defined(__x86_64__) && !defined(__ILP32__)
    const char* thread = nullptr;
    asm volatile("{movq %%fs:0, %0|mov %0, qword ptr fs:0}" : "=r"(thread));
    return at < thread && thread - at <= k_most ? at - thread : 0;
#elif defined(__aarch64__)
    const char* thread = nullptr;
    asm volatile("mrs %0, tpidr_el0" : "=r"(thread));
    return at > thread && at - thread <= k_most ? at - thread : 0;
#else
    return at == nullptr ? k_most : 0;
#endif
}

} // namespace weft::detail::ctx
