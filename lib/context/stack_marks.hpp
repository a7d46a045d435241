// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

#include "context/sanitizers.hpp"

namespace weft::detail {

/// stack_marks is what the checking tools know a stack by: a valgrind stack, a ThreadSanitizer fiber (dear to create,
/// so it stays with the stack), a root region of LeakSanitizer. Made with the stack, unmade before its memory goes.
struct stack_marks {
#if WEFT_TSAN
    void* tsan_fiber = nullptr;
#endif
    unsigned valgrind_id = 0;

    void make(std::byte* bottom, std::byte* top) noexcept;
    void unmake(std::byte* bottom, std::byte* top) noexcept;
};

} // namespace weft::detail
