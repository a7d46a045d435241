// SPDX-License-Identifier: BSL-1.0
#include "context/stack/stack_memory.hpp"
#include "context/switch/context.hpp"
#include "context/switch/switch.hpp"

#include <weft/detail/context/nested_context.hpp>

// What is not in the path of every switch.
#if WEFT_CONTEXT_NATIVE && !WEFT_HAS_ASAN && !WEFT_HAS_TSAN

namespace weft::detail::ctx {

void nested_context::make(stack* stk, void* top, context_entry entry) noexcept {
    const auto size = static_cast<std::size_t>(static_cast<std::byte*>(top) - stk->bottom);
    inner_ = default_context::make(top, size, entry);
    static const std::ptrdiff_t offset = exceptions_offset();
    exceptions_ = offset;
}

[[gnu::noinline]] void* nested_context::enter_with_exceptions(void* payload) noexcept {
    exception_globals* globals = thread_exception_globals();
    const exception_globals mine = *globals;
    *globals = {};
    void* const received = switch_in(payload);
    *thread_exception_globals() = mine;
    return received;
}

[[gnu::noinline]] void* nested_context::leave_with_exceptions(void* payload) noexcept {
    exception_globals* globals = thread_exception_globals();
    const exception_globals mine = *globals;
    *globals = {};
    void* const received = native_switch(inner_, outer_, payload);
    *thread_exception_globals() = mine;
    return received;
}

void nested_context::end(void* payload) noexcept {
    if (has_exceptions_here(exceptions_)) [[unlikely]]
        *thread_exception_globals() = {};
    inner_.sp = reinterpret_cast<void*>(k_ended);
    context nowhere;
    native_switch(nowhere, outer_, payload);
    __builtin_trap();
}

} // namespace weft::detail::ctx

#endif
