// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/stack_memory.hpp"
#include "context/thread_stack.hpp"

#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>

#include <cstddef>

namespace weft::detail {

/// switch_marks of a build with AddressSanitizer: it must know which stack is running, and keeps a fake stack for each
/// (for use after return) which moves with the flow of control from thread to thread.
struct switch_marks {
    [[gnu::always_inline]] void leave(stack* from, stack* to, switch_marks& next) noexcept {
        if (from == nullptr && own_.bottom == nullptr) own_ = thread_stack();
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
    [[gnu::always_inline]] static void start(void** fake_stack, stack* to, const switch_marks& next) noexcept {
        if (to == nullptr) {
            __sanitizer_start_switch_fiber(fake_stack, next.own_.bottom, next.own_.size);
        } else {
            __sanitizer_start_switch_fiber(fake_stack, to->bottom, to->size());
        }
    }

    void* fake_stack_ = nullptr;
    stack_extent own_{}; // of a thread's own stack, known from when it is left
};

} // namespace weft::detail
