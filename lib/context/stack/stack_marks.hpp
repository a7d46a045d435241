// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/switch/sanitizers.hpp"

#include <cstddef>

namespace weft::detail::stacks {

/// stack_marks is what the checking tools know a stack by: a valgrind stack, a ThreadSanitizer fiber, a root region of
/// LeakSanitizer. Made with the stack, unmade before its memory goes. Whoever holds the stack.
struct stack_marks {
#if WEFT_TSAN
    void* tsan_fiber = nullptr;
    unsigned tsan_ends = 0; // how many flows of control ended on that fiber

    /// tsan_enter() returns the fiber to switch to for running on this stack; it is made when first asked for.
    void* tsan_enter() noexcept;
#endif
    unsigned valgrind_id = 0;

    void make(std::byte* bottom, std::byte* top) noexcept;
    void unmake(std::byte* bottom, std::byte* top) noexcept;
};

} // namespace weft::detail::stacks
