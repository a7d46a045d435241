// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/stack/stack_memory.hpp"
#include "context/switch/context.hpp"
#include "context/switch/sanitizers.hpp"

#include <cstdint>

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
namespace weft::detail::ctx {

/// switch_marks of a build without sanitizers: nothing to tell.
struct switch_marks {
    void leave(stack*, stack*, switch_marks&) noexcept {}
    void leave_for_ever(stack*, stack*, switch_marks&) noexcept {}
    void resumed() noexcept {}
    void arrived() noexcept {}
};

} // namespace weft::detail::ctx
#endif

namespace weft::detail::ctx {

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

/// exception_globals is what the C++ runtime keeps per thread about exceptions being handled and in flight. It belongs
/// to the flow of control, so it has to travel with the fiber: whoever switches away while any() saves both words,
/// zeroes them, and after being resumed writes them to the globals of the thread it then runs on.
struct exception_globals {
    void* caught = nullptr; // the chain of exceptions whose handlers are running
    unsigned uncaught = 0;  // how many are unwinding: std::uncaught_exceptions()

    [[nodiscard]] bool any() const noexcept { return (reinterpret_cast<std::uintptr_t>(caught) | uncaught) != 0; }
};

/// thread_exception_globals() is the calling thread's, constant for its life; ask once per worker. It is never folded
/// or hoisted, although the function it wraps is declared const: after a switch the thread may be another.
[[gnu::noinline]] exception_globals* thread_exception_globals() noexcept;

} // namespace weft::detail::ctx
