// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/context/context_types.hpp>

#include <cstddef>

#if defined(__x86_64__)
#include <weft/detail/context/native_x86_64.hpp>
#elif defined(__aarch64__)
#include <weft/detail/context/native_aarch64.hpp>
#else
#error "weft has no native context for this processor: configure with -DWEFT_CONTEXT=boost"
#endif

namespace weft::detail::ctx {

/// native_context is weft's own switch: inline, about a nanosecond, every register clobbered instead of saved.
/// The rounding mode is the thread's, not the context's. Any thread may resume a context another thread left.
struct WEFT_API native_context {
    static constexpr const saved_layout& k_saved = native_saved_layout;

    /// make() prepares a context that starts in `entry` on the stack that ends at `top` (any address, aligned down
    /// inside); of the `size` bytes it writes only the highest 64 or fewer.
    static context make(void* top, std::size_t size, context_entry entry) noexcept;

    /// switch_to() leaves the running context in `save`, continues `target` and returns the payload of whoever
    /// resumes us, maybe on another thread: addresses of thread_locals taken before are stale after.
    [[gnu::always_inline]] static void* switch_to(context& save, context target, void* payload) noexcept {
        return native_switch(save, target, payload);
    }
};

} // namespace weft::detail::ctx
