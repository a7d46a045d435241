// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/context/saved_layout.hpp>

#include <array>

namespace weft::detail::fibers {
struct fiber_record;
} // namespace weft::detail::fibers

namespace weft::detail::observe {

struct fiber_sight;

/// debug_layout is a friend of the classes it looks into.
struct debug_layout {
    using fields = std::array<named_number, 32>;
    static consteval fields all();

    /// Of look_at(), in fiber_sight.hpp.
    static void look_at_wait(const fiber_record& fiber, fiber_sight& sight) noexcept;
};

/// show_to_debuggers() fills in what weft-gdb.py looks for: the symbol weft_debug_layout, with the pool of all fiber
/// records and the places of the fields that lead from there to every fiber's stack. Once a process; any thread.
void show_to_debuggers();

} // namespace weft::detail::observe
