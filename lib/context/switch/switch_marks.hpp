// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/switch/sanitizers.hpp"

// switch_marks is what a sanitizer wants to know about each switch. Each kind of build has its own with the same
// members, all inline, because a sanitizer must see them in the frame that switches:
//   leave(from_stack, to_stack, to)  just before a switch away that will be resumed
//   leave_for_ever(from_stack, to_stack, to)  just before a switch away from a stack that is done
//   resumed()  just after having been resumed
//   arrived()  first thing in the entry function of a new context
// A stack is null where the flow of control runs on a thread's own stack.
#if WEFT_ASAN
#include "context/switch/switch_marks_asan.hpp"
#elif WEFT_TSAN
#include "context/switch/switch_marks_tsan.hpp"
#else
#include "context/stack/stack_memory.hpp"

namespace weft::detail {

/// switch_marks of a build without sanitizers: nothing to tell.
struct switch_marks {
    void leave(stack*, stack*, switch_marks&) noexcept {}
    void leave_for_ever(stack*, stack*, switch_marks&) noexcept {}
    void resumed() noexcept {}
    void arrived() noexcept {}
};

} // namespace weft::detail
#endif
