// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/stack/slab.hpp"
#include "context/stack/stack_memory.hpp"
#include "context/stack/thread_stack.hpp"

#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

#include <cstddef>

namespace weft::detail::ctx {

/// switch_marks of a build with AddressSanitizer: it must know which stack is running, and keeps a fake stack for each
/// (for use after return) which moves with the flow of control from thread to thread.
struct switch_marks {
    [[gnu::always_inline]] void leave(stack* from, stack* to, switch_marks& next) noexcept {
        note_place(from);
        start(&fake_stack_, to, next);
    }

    // The frames that end here without returning leave red zones behind, which the next user of the stack must not see.
    [[gnu::always_inline]] void leave_for_ever(stack* from, stack* to, switch_marks& next) noexcept {
        if (from != nullptr) __asan_unpoison_memory_region(from->bottom, from->size());
        start(nullptr, to, next);
    }

    [[gnu::always_inline]] void resumed() noexcept { __sanitizer_finish_switch_fiber(fake_stack_, nullptr, nullptr); }

    [[gnu::always_inline]] void arrived() noexcept { __sanitizer_finish_switch_fiber(nullptr, nullptr, nullptr); }

private:
    // A fiber may be left while it is in a nested context, on a stack that is not its own.
    void note_place(const stack* from) noexcept {
        if (from == nullptr) {
            if (left_on_.bottom == nullptr) left_on_ = thread_stack();
        } else {
            const stack* const here = stack_here();
            left_on_ =
                here == nullptr ? stack_extent{from->bottom, from->size()} : stack_extent{here->bottom, here->size()};
        }
    }

    [[gnu::always_inline]] static void start(void** fake_stack, const stack* to, const switch_marks& next) noexcept {
        const bool fresh = next.left_on_.bottom == nullptr;
        __sanitizer_start_switch_fiber(fake_stack, fresh ? to->bottom : next.left_on_.bottom,
                                       fresh ? to->size() : next.left_on_.size);
    }

    void* fake_stack_ = nullptr;
    stack_extent left_on_{}; // where it was left; empty before it was
};

} // namespace weft::detail::ctx
