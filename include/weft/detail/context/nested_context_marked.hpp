// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/context/context_types.hpp>

#include <cstddef>

namespace weft::detail::stacks {
struct stack;
} // namespace weft::detail::stacks

namespace weft::detail::ctx {

/// nested_context over any switch, compiled in the library, which also tells the sanitizers. See nested_context.hpp.
/// The exception state is handled as in nested_context_native.hpp.
class WEFT_API nested_context {
public:
    void make(stack* stk, void* top, context_entry entry) noexcept;
    [[nodiscard]] bool can_enter() const noexcept { return at_ == place::left; }
    [[nodiscard]] bool is_running() const noexcept { return at_ == place::inside; }
    [[nodiscard]] bool has_ended() const noexcept { return at_ == place::ended; }
    void* enter(void* payload) noexcept;
    void arrive() noexcept;
    void* leave(void* payload) noexcept;
    [[noreturn]] void end(void* payload) noexcept;
    void abandon() noexcept { at_ = place::ended; }

private:
    enum class place : unsigned char { left, inside, ended };

    // What the sanitizers want to know of a side that was left.
    struct marks {
        void* fake_stack = nullptr;   // ASan's
        const void* bottom = nullptr; // ASan: of its stack
        std::size_t size = 0;         // ASan: of its stack
        void* tsan_fiber = nullptr;   // TSan's
    };

    context inner_;
    context outer_;
    stack* stk_ = nullptr;
    marks inside_;
    marks outside_;
    place at_ = place::left;
};

} // namespace weft::detail::ctx
