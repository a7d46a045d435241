// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#if __has_include(<features.h>)
#include <features.h> // says which C library it is
#endif

namespace weft::detail::fibers {
class carrier_face; // of the layer above: here only the address counts
} // namespace weft::detail::fibers

// thread_carrier(): what the calling thread runs fibers with, fetched afresh by each call.
// spend_operation(): takes one from the thread's count of operations; true when that has become negative.
//
// A fiber may be suspended on one thread and continue on another, and compilers do not know it: they compute the
// address of a thread_local once and keep it. So the slot is read in one of two ways that leave them nothing to keep.
// - Inline: one `asm volatile` computes the address and reads. A compiler neither drops nor merges a volatile asm, nor
//   moves it over a call or over another volatile asm, and the switch is one. The address never leaves the asm. At link
//   time (-flto) the asm is as opaque as before. The symbol is found by name: its definition is marked as used.
// - By a call of a function that is not inlined: everywhere else.
//
// The asm uses the initial-exec model. An executable and what it is linked with get such slots at their start. A
// library that dlopen() brings in takes them from the surplus that glibc keeps in every thread for that: 16 bytes of
// some 1,600. Other C libraries keep none, and the large code models cannot reach the GOT in one step: the call stays
// there, as it does with the option WEFT_INLINE_THREAD_SLOT off.
#if WEFT_MODEL || defined(WEFT_CALLED_THREAD_SLOT) || !defined(__linux__) || !defined(__GLIBC__) ||                    \
    !defined(__ELF__) || !defined(__LP64__)
#include <weft/detail/context/thread_slot_called.hpp>
#elif defined(__x86_64__) && !defined(__code_model_large__)
#include <weft/detail/context/thread_slot_x86_64.hpp>
#elif defined(__aarch64__) && !defined(__AARCH64_CMODEL_LARGE__)
#include <weft/detail/context/thread_slot_aarch64.hpp>
#else
#include <weft/detail/context/thread_slot_called.hpp>
#endif
