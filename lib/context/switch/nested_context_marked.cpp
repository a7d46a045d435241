// SPDX-License-Identifier: BSL-1.0
#include "context/stack/stack_memory.hpp"
#include "context/switch/context.hpp"
#include "context/switch/sanitizers.hpp"
#include "context/switch/switch.hpp"

#include <weft/detail/context/nested_context.hpp>

#if !WEFT_CONTEXT_NATIVE || WEFT_ASAN || WEFT_TSAN

#if WEFT_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if WEFT_TSAN
#include <sanitizer/tsan_interface.h>
#endif

#include <utility>

namespace weft::detail::ctx {

namespace {

// The sanitizers' halves of a switch. They are inlined, because a sanitizer must see them in the frame that switches.
// The two sides are one flow of control: unlike those of fibers, these switches always order.
template <class Marks>
[[gnu::always_inline]] inline void leaving([[maybe_unused]] Marks& me, [[maybe_unused]] Marks& other) noexcept {
#if WEFT_ASAN
    __sanitizer_start_switch_fiber(&me.fake_stack, other.bottom, other.size);
#endif
#if WEFT_TSAN
    me.tsan_fiber = __tsan_get_current_fiber();
    __tsan_switch_to_fiber(other.tsan_fiber, 0);
#endif
}

template <class Marks>
[[gnu::always_inline]] inline void returned([[maybe_unused]] Marks& me, [[maybe_unused]] Marks& other) noexcept {
#if WEFT_ASAN
    __sanitizer_finish_switch_fiber(me.fake_stack, &other.bottom, &other.size);
#endif
}

} // namespace

void nested_context::make(stack* stk, void* top, context_entry entry) noexcept {
    const auto size = static_cast<std::size_t>(static_cast<std::byte*>(top) - stk->bottom);
    inner_ = default_context::make(top, size, entry);
    stk_ = stk;
    inside_ = {nullptr, stk->bottom, stk->size(), nullptr};
}

void* nested_context::enter(void* payload) noexcept {
    const exception_globals mine = std::exchange(*thread_exception_globals(), {});
    at_ = place::inside;
#if WEFT_TSAN
    if (inside_.tsan_fiber == nullptr) inside_.tsan_fiber = stk_->marks.tsan_enter();
#endif
    leaving(outside_, inside_);
    void* const received = default_context::switch_to(outer_, inner_, payload);
    returned(outside_, inside_); // the inside may have been left on another stack, nested in its own
    *thread_exception_globals() = mine;
    return received;
}

void nested_context::arrive() noexcept { returned(inside_, outside_); }

void* nested_context::leave(void* payload) noexcept {
    const exception_globals mine = std::exchange(*thread_exception_globals(), {});
    at_ = place::left;
    leaving(inside_, outside_);
    void* const received = default_context::switch_to(inner_, outer_, payload);
    returned(inside_, outside_);
    *thread_exception_globals() = mine;
    return received;
}

#if WEFT_ASAN
[[gnu::noinline, gnu::no_sanitize_address]]
#endif
void nested_context::end(void* payload) noexcept {
    *thread_exception_globals() = {};
    at_ = place::ended;
#if WEFT_ASAN
    __asan_unpoison_memory_region(stk_->bottom, stk_->size());
    __sanitizer_start_switch_fiber(nullptr, outside_.bottom, outside_.size);
#endif
#if WEFT_TSAN
    ++stk_->marks.tsan_ends;
    __tsan_switch_to_fiber(outside_.tsan_fiber, 0);
#endif
    default_context::switch_to(inner_, outer_, payload);
    __builtin_trap();
}

} // namespace weft::detail::ctx

#endif
