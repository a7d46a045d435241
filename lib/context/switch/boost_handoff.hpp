// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/switch/sanitizers.hpp"
#include <weft/detail/context/context_types.hpp>

#include <boost/context/detail/fcontext.hpp>

// The two sides of a switch are two fibers for ThreadSanitizer. The hand-off between them is ordered by the switch
// itself, so the arriving side's half of it is not instrumented.
#if WEFT_TSAN
#define WEFT_RECEIVE __attribute__((noinline, no_sanitize("thread")))
#else
#define WEFT_RECEIVE [[gnu::always_inline]]
#endif

namespace weft::detail {

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

} // namespace weft::detail

#undef WEFT_RECEIVE
