// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/context/native_context.hpp>

#include "context/switch/entry_returned.hpp"

#include <cstdint>
#include <new>

// The entry thunk is the outermost frame of every native stack. The undefined return address tells unwinders,
// backtrace() and gdb that nothing called it. It finds the payload in rax (x0) and native_frame's rest on the stack.
#if defined(__x86_64__)
extern "C" [[gnu::naked, gnu::used, gnu::visibility("hidden")]] void weft_native_entry() {
    asm volatile(".cfi_undefined rip\n\t"
                 "endbr64\n\t"
                 "pop {%%rcx|rcx}\n\t"
                 "pop {%%rsi|rsi}\n\t"
                 "mov {%%rax, %%rdi|rdi, rax}\n\t"
                 "xor {%%ebp, %%ebp|ebp, ebp}\n\t"
                 "call {*%%rcx|rcx}\n\t"
                 "ud2"
                 :);
}
#elif defined(__aarch64__)
asm(R"(
    .pushsection .text
    .globl weft_native_entry
    .hidden weft_native_entry
    .type weft_native_entry, %function
    .p2align 4
weft_native_entry:
    .cfi_startproc
    .cfi_undefined x30
    hint #36
    ldp x2, x1, [sp], #16
    mov x30, xzr
    blr x2
    brk #1
    .cfi_endproc
    .size weft_native_entry, . - weft_native_entry
    .popsection
)");
extern "C" [[gnu::visibility("hidden")]] void weft_native_entry();
#endif

namespace weft::detail::ctx {

namespace {

void run_entry(void* payload, context_entry entry) noexcept {
    entry(payload);
    entry_returned();
}

} // namespace

context native_context::make(void* top, std::size_t, context_entry entry) noexcept {
    const auto aligned = reinterpret_cast<std::uintptr_t>(top) & ~std::uintptr_t{15};
    auto* at = reinterpret_cast<void*>(aligned - sizeof(native_frame));
    return {::new (at) native_frame{.resume = weft_native_entry, .run = run_entry, .entry = entry}};
}

} // namespace weft::detail::ctx
