// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/context/exceptions_here.hpp>
#include <weft/detail/context/native_context.hpp>

#include <cstddef>
#include <cstdint>

namespace weft::detail::stacks {
struct stack;
} // namespace weft::detail::stacks

namespace weft::detail::ctx {

/// nested_context over the native switch, inlined into both sides. See nested_context.hpp.
///
/// Invariant: at the moment of a switch the thread's exception state is empty. The side that has some saves it before
/// and puts it back after, on the thread it then runs on.
class WEFT_API nested_context {
public:
    void make(stack* stk, void* top, context_entry entry) noexcept;

    [[nodiscard]] bool can_enter() const noexcept { return reinterpret_cast<std::uintptr_t>(inner_.sp) > k_ended; }
    [[nodiscard]] bool is_running() const noexcept { return inner_.sp == nullptr; }
    [[nodiscard]] bool has_ended() const noexcept { return reinterpret_cast<std::uintptr_t>(inner_.sp) == k_ended; }

    [[gnu::always_inline]] void* enter(void* payload) noexcept {
        if (has_exceptions_here(exceptions_)) [[unlikely]]
            return enter_with_exceptions(payload);
        return switch_in(payload);
    }

    void arrive() noexcept {}

    [[gnu::always_inline]] void* leave(void* payload) noexcept {
        if (has_exceptions_here(exceptions_)) [[unlikely]]
            return leave_with_exceptions(payload);
        return native_switch(inner_, outer_, payload);
    }

    [[noreturn]] void end(void* payload) noexcept;
    void abandon() noexcept { inner_.sp = reinterpret_cast<void*>(k_ended); }

private:
    static constexpr std::uintptr_t k_ended = 1;

    [[gnu::always_inline]] void* switch_in(void* payload) noexcept {
        const context to = inner_;
        inner_.sp = nullptr;
        return native_switch(outer_, to, payload);
    }

    void* enter_with_exceptions(void* payload) noexcept;
    void* leave_with_exceptions(void* payload) noexcept;

    context inner_; // sp: where the inside was left; null while it runs; k_ended at last
    context outer_; // where whoever entered was left; meaningful while it runs
    std::ptrdiff_t exceptions_ = 0;
};

} // namespace weft::detail::ctx
