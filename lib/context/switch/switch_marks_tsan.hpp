// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/stack/stack_memory.hpp"

#include <weft/detail/base/config.hpp>

#include <sanitizer/tsan_interface.h>

namespace weft::detail::ctx {

// WEFT_TSAN_NO_SYNC makes a switch order nothing, so that races between fibers of one worker are found as well; what
// orders them then is said by order_marks.hpp.
#if WEFT_TSAN_NO_SYNC
inline constexpr unsigned k_tsan_switch = __tsan_switch_to_fiber_no_sync;
#else
inline constexpr unsigned k_tsan_switch = 0;
#endif

/// switch_marks of a build with ThreadSanitizer: each stack has a fiber of its own there (see stack_marks), a thread's
/// own stack has the thread's. The call must be inlined into the frame that switches, or its exit is not balanced.
struct switch_marks {
    [[gnu::always_inline]] void leave([[maybe_unused]] stack* from, stack* to, switch_marks& next) noexcept {
        left_on_ = __tsan_get_current_fiber();
        void* const target = next.left_on_ != nullptr ? next.left_on_ : to->marks.tsan_enter();
        __tsan_switch_to_fiber(target, k_tsan_switch);
    }

    [[gnu::always_inline]] void leave_for_ever(stack* from, stack* to, switch_marks& next) noexcept {
        if (from != nullptr) ++from->marks.tsan_ends;
        leave(from, to, next);
        left_on_ = nullptr;
    }

    void resumed() noexcept {}
    void arrived() noexcept {}

private:
    // Where it was left, null before it was. A fiber may be left while it is in a nested context, on another stack.
    void* left_on_ = nullptr;
};

} // namespace weft::detail::ctx
