// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#if WEFT_TSAN_NO_SYNC
#include <sanitizer/tsan_interface.h>
#endif

namespace weft::detail::base {

// With WEFT_TSAN_NO_SYNC a switch orders nothing for ThreadSanitizer. These marks give back the three orders that the
// scheduler does promise: make-ready before resume; body before join; last use of a record or a stack before its reuse.
// All else between fibers must be ordered by what they use.

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

} // namespace weft::detail::base
