// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/stack/stack_memory.hpp"
#include "context/switch/context.hpp"
#include "context/switch/switch_marks.hpp"

namespace weft::detail {

/// An execution is a flow of control that can be switched to: a context and what it runs on. Only the thread that
/// runs it, or that has been given the right to resume it, may touch it.
struct execution {
    context ctx;          // where it was left; meaningless while it runs
    stack* stk = nullptr; // null: a thread's own stack
    [[no_unique_address]] switch_marks marks;
};

/// Body is a parameter so that tests run both; the runtime leaves it at the default.
///
/// switch_execution() leaves `from`, which must be the one running, continues `to`, and returns the payload of
/// whoever resumes `from`. It may then be another thread: what was read of the old one (addresses of thread_locals,
/// errno's among them) is stale. It saves nothing but what the compiler keeps in registers.
template <class Body = default_context>
[[gnu::always_inline]] inline void* switch_execution(execution& from, execution& to, void* payload) noexcept {
    from.marks.leave(from.stk, to.stk, to.marks);
    void* const received = Body::switch_to(from.ctx, to.ctx, payload);
    from.marks.resumed();
    return received;
}

/// The jump of switch_final(). AddressSanitizer has dropped the leaver's fake stack by then, so the frame that jumps
/// must lie on the real one; ThreadSanitizer has changed fibers by then, so there must be no frame of its own.
#if WEFT_ASAN
#define WEFT_LAST_FRAME [[noreturn, gnu::noinline, gnu::no_sanitize_address]]
#else
#define WEFT_LAST_FRAME [[noreturn, gnu::always_inline]]
#endif
template <class Body>
WEFT_LAST_FRAME inline void jump_for_ever(context& save, context target, void* payload) noexcept {
    Body::switch_to(save, target, payload);
    __builtin_trap();
}
#undef WEFT_LAST_FRAME

/// switch_final() leaves `from`, whose stack will not be resumed as it is: from the moment another execution runs, the
/// stack may be reused. `from` must not lie on that stack.
template <class Body = default_context>
[[noreturn, gnu::always_inline]] inline void switch_final(execution& from, execution& to, void* payload) noexcept {
    from.marks.leave_for_ever(from.stk, to.stk, to.marks);
    jump_for_ever<Body>(from.ctx, to.ctx, payload);
}

/// arrive() is the first statement of a context's entry function; `self` is the execution that begins.
[[gnu::always_inline]] inline void arrive(execution* self) noexcept { self->marks.arrived(); }

} // namespace weft::detail
