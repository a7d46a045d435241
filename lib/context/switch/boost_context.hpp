// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/switch/boost_handoff.hpp"
#include "context/switch/boost_saved_layout.hpp"
#include <weft/detail/context/context_types.hpp>

#include <boost/context/detail/fcontext.hpp>

#include <cstddef>

namespace weft::detail {

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

} // namespace weft::detail
