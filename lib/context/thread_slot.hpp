// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/context/thread_slot.hpp>

#include <cstdint>

namespace weft::detail {

/// thread_carrier() and spend_operation() as they are where they are not inlined.
void* called_thread_carrier() noexcept;
bool called_spend_operation() noexcept;

/// The calling thread's count is `count` from now on.
void allow_operations(std::int32_t count) noexcept;

/// Sets what thread_carrier() gives on the calling thread from now on.
void set_thread_carrier(void* carrier) noexcept;

} // namespace weft::detail
