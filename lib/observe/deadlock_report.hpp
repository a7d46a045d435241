// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/report_text.hpp"

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/wait_word.hpp>

#include <cstdint>

namespace weft::detail::observe {

/// Says how an object is called, given its address.
using object_namer = function_ref<void(report_text&, const void*)>;

/// "mutex at 0x..." has only the address.
inline constexpr auto name_by_address = [](report_text& text, const void* object) noexcept {
    text.add("at ").add_hex(reinterpret_cast<std::uintptr_t>(object));
};

/// What the workers of a runtime do while it is looked at.
enum class workers_now : std::uint8_t {
    stand_still,
    run ///< holders and cycles cannot be told then
};

/// Describes the fibers of `core` that have not ended, ascending by id: where each was spawned, what it waits for, who
/// holds that; then the cycle of waits, if there is one. Each line begins with "weft:", as all reports do. Neighbours
/// that differ in nothing but their numbers share a line; of many fibers the oldest are shown. Allocates nothing
/// itself; any thread.
void describe_waits(report_text& text, const ready_sink& core, object_namer name, workers_now workers) noexcept;

/// The head line of a deadlock with describe_waits() below it. The workers of the core stand still.
WEFT_API void describe_deadlock(report_text& text, const ready_sink& core, object_namer name) noexcept;

} // namespace weft::detail::observe
