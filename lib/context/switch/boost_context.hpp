// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/switch/boost_saved_layout.hpp"
#include "context/switch/sanitizers.hpp"
#include <weft/detail/context/context_types.hpp>

#include <boost/context/detail/fcontext.hpp>

#include <cstddef>

// The two sides of a switch are two fibers for ThreadSanitizer. The hand-off between them is ordered by the switch
// itself, so the arriving side's half of it is not instrumented.
#if WEFT_TSAN
#define WEFT_RECEIVE __attribute__((noinline, no_sanitize("thread")))
#else
#define WEFT_RECEIVE [[gnu::always_inline]]
#endif

namespace weft::detail::ctx {

/// boost_handoff lies on the leaver's stack during a switch. It is dead once the arriving side has read it.
struct boost_handoff {
    context* save; // where the leaver's stack pointer belongs
    void* target;  // the stack pointer of the context that is switched to
    void* payload;
};

/// boost_receive() completes a switch on the arriving side: the leaver can be resumed from here on.
WEFT_RECEIVE inline void* boost_receive(boost::context::detail::transfer_t from) noexcept {
    auto* const theirs = static_cast<boost_handoff*>(from.data);
    theirs->save->sp = from.fctx;
    return theirs->payload;
}

/// boost_context is Boost.Context's fcontext: every platform, and the body used under sanitizers, about 4 ns a switch.
/// It carries the rounding modes (MXCSR, x87 control word) with the context. Any thread may resume a context
/// another thread left. Whoever arrives stores the leaver's stack pointer before it does anything else.
struct boost_context {
    static constexpr const saved_layout& k_saved = boost_saved_layout;

    /// make() prepares a context that starts in `entry` on the stack that ends at `top` (any address, aligned down
    /// inside) and is `size` bytes long.
    static context make(void* top, std::size_t size, context_entry entry) noexcept;

    /// switch_to() leaves the running context in `save`, continues `target` and returns the payload of whoever
    /// resumes us, maybe on another thread: addresses of thread_locals taken before are stale after.
    [[gnu::always_inline]] static void* switch_to(context& save, context target, void* payload) noexcept {
        boost_handoff mine{&save, target.sp, payload};
        return boost_receive(boost::context::detail::jump_fcontext(target.sp, &mine));
    }
};

} // namespace weft::detail::ctx

#undef WEFT_RECEIVE
