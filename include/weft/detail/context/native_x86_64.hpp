// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/context/context_types.hpp>
#include <weft/detail/context/saved_layout.hpp>

#include <cstddef>

namespace weft::detail::ctx {

/// native_frame is what a fresh stack holds, lowest address first, as native_switch and the entry thunk pop it.
struct WEFT_API native_frame {
    void (*resume)();                                   // where the first switch jumps: the entry thunk
    void (*run)(void* payload, context_entry) noexcept; // called by the thunk, on a 16-byte aligned stack
    context_entry entry;                                // its second argument
    void* end_of_stack[2] = {};                         // what a reader of return addresses finds last; padding
};
static_assert(sizeof(native_frame) == 40, "the call in the thunk must see end_of_stack 16-byte aligned");

/// native_saved is what native_switch leaves at the stack pointer of a suspended context, lowest address first.
struct WEFT_API native_saved {
    void* rip;
    void* rbx;
    void* rbp;
    std::byte red_zone[128];
};
inline constexpr saved_layout native_saved_layout{{{"$rip", offsetof(native_saved, rip)},
                                                   {"$rbx", offsetof(native_saved, rbx)},
                                                   {"$rbp", offsetof(native_saved, rbp)},
                                                   {"=rsp", sizeof(native_saved)}}};

// Every vector register beyond the 16 of SSE must be named as well, or the compiler keeps live values in it.
#if defined(__AVX512F__)
#define WEFT_CLOBBER_AVX512                                                                                            \
    , "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25", "xmm26", "xmm27",      \
        "xmm28", "xmm29", "xmm30", "xmm31", "k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7"
#else
#define WEFT_CLOBBER_AVX512
#endif

/// native_switch() stores the running context in `save`, continues `target` and returns what the context that
/// resumes us passes. All registers are clobbered instead of saved, so the compiler spills only what is live;
/// rbp and rbx are saved by hand: the compiler does not honour their names where they are its frame pointer and (clang,
/// in a frame with alloca and over-aligned locals) its base pointer. The 128 bytes skipped are the red zone. The
/// rounding modes (MXCSR, x87 control word) are not switched: they belong to the thread. Code linked with -flto must
/// all be compiled with the same -m flags, or the list is too short for some of it. {AT&T|Intel}: for both values of
/// -masm.
[[gnu::always_inline]] inline void* native_switch(context& save, context target, void* payload) noexcept {
    void* saved_at = &save.sp;
    void* sp = target.sp;
    asm volatile("lea {-128(%%rsp), %%rsp|rsp, [rsp-128]}\n\t"
                 "push {%%rbp|rbp}\n\t"
                 "push {%%rbx|rbx}\n\t"
                 "lea {1f(%%rip), %%rcx|rcx, 1f[rip]}\n\t"
                 "push {%%rcx|rcx}\n\t"
                 "mov {%%rsp, (%%rdi)|[rdi], rsp}\n\t"
                 "mov {%%rsi, %%rsp|rsp, rsi}\n\t"
                 "pop {%%rcx|rcx}\n\t"
                 "jmp {*%%rcx|rcx}\n\t"
                 ".p2align 4\n"
                 "1:\n\t"
                 "pop {%%rbx|rbx}\n\t"
                 "pop {%%rbp|rbp}\n\t"
                 "lea {128(%%rsp), %%rsp|rsp, [rsp+128]}"
                 : "+a"(payload), "+D"(saved_at), "+S"(sp)
                 :
                 : "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "memory", "cc", "xmm0", "xmm1",
                   "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13",
                   "xmm14", "xmm15", "st", "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)",
                   "st(7)" WEFT_CLOBBER_AVX512);
    return payload;
}

#undef WEFT_CLOBBER_AVX512

} // namespace weft::detail::ctx
