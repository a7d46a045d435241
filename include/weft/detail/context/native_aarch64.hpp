// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/context/context_types.hpp>
#include <weft/detail/context/saved_layout.hpp>

#include <cstddef>

namespace weft::detail::ctx {

/// native_frame is what a fresh stack holds, lowest address first, as native_switch and the entry thunk load it.
struct WEFT_API native_frame {
    void* frame_pointer = nullptr;                      // the end of the chain of frames
    void (*resume)();                                   // where the first switch jumps: the entry thunk
    void (*run)(void* payload, context_entry) noexcept; // called by the thunk
    context_entry entry;                                // its second argument
};
static_assert(sizeof(native_frame) == 32, "the stack pointer must stay 16-byte aligned");

/// native_saved is what native_switch leaves at the stack pointer of a suspended context, lowest address first.
struct WEFT_API native_saved {
    void* x29;
    void* pc;
    void* x19;
    void* padding;
};
inline constexpr saved_layout native_saved_layout{{{"$pc", offsetof(native_saved, pc)},
                                                   {"$x19", offsetof(native_saved, x19)},
                                                   {"$x29", offsetof(native_saved, x29)},
                                                   {"=sp", sizeof(native_saved)}}};

#if defined(__ARM_FEATURE_SVE)
#define WEFT_CLOBBER_SVE                                                                                               \
    , "p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10", "p11", "p12", "p13", "p14", "p15", "ffr"
#else
#define WEFT_CLOBBER_SVE
#endif

/// native_switch() stores the running context in `save`, continues `target` and returns what the context that
/// resumes us passes. All registers are clobbered instead of saved, so the compiler spills only what is live;
/// x29 and x19 are saved by hand: the compiler does not honour their names where they are its frame pointer and
/// (clang, in a frame with alloca and over-aligned locals) its base pointer. `hint #36` is `bti j`.
/// The rounding mode (FPCR) is not switched: it belongs to the thread.
[[gnu::always_inline]] inline void* native_switch(context& save, context target, void* payload) noexcept {
    register void* x0 asm("x0") = payload;
    register void* x1 asm("x1") = &save.sp;
    register void* x2 asm("x2") = target.sp;
    asm volatile("str x19, [sp, #-16]!\n\t"
                 "adr x3, 1f\n\t"
                 "stp x29, x3, [sp, #-16]!\n\t"
                 "mov x4, sp\n\t"
                 "str x4, [x1]\n\t"
                 "mov sp, x2\n\t"
                 "ldp x29, x3, [sp], #16\n\t"
                 "br x3\n"
                 "1:\n\t"
                 "hint #36\n\t"
                 "ldr x19, [sp], #16"
                 : "+r"(x0), "+r"(x1), "+r"(x2)
                 :
                 : "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17",
                   "x18", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x30", "memory", "cc", "v0",
                   "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15",
                   "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", "v28", "v29",
                   "v30", "v31" WEFT_CLOBBER_SVE);
    return x0;
}

#undef WEFT_CLOBBER_SVE

} // namespace weft::detail::ctx
