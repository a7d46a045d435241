// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/context/thread_slot.hpp>

#include <cstdint>

namespace weft::detail::ctx {

/// What thread_carrier() and spend_operation() call where they are not inlined. Exported in every build: users' code
/// may be compiled with a code model that calls them though the library's own inlines.
WEFT_API void* called_thread_carrier() noexcept;
WEFT_API bool called_spend_operation() noexcept;

/// Lets the calling thread do `count` operations before spend_operation() is true.
void allow_operations(std::int32_t count) noexcept;

/// Sets what thread_carrier() gives on the calling thread from now on.
void set_thread_carrier(void* carrier) noexcept;

} // namespace weft::detail::ctx
