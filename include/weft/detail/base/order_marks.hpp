// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#if WEFT_TSAN_NO_SYNC
#include <sanitizer/tsan_interface.h>
#endif

namespace weft::detail {

// What ThreadSanitizer is told in a build where a switch orders nothing (WEFT_TSAN_NO_SYNC): all that the scheduler
// promises is that who makes a fiber ready comes before it goes on, its body before its join, and the old owner of a
// record or a stack before the new one. Everything else between fibers must be ordered by what they use.

/// What the caller did before this comes before what follows a mark_after() of the same address.
inline void mark_before([[maybe_unused]] const void* what) noexcept {
#if WEFT_TSAN_NO_SYNC
    __tsan_release(const_cast<void*>(what));
#endif
}

inline void mark_after([[maybe_unused]] const void* what) noexcept {
#if WEFT_TSAN_NO_SYNC
    __tsan_acquire(const_cast<void*>(what));
#endif
}

} // namespace weft::detail
