// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/context/thread_slot.hpp>

namespace weft::detail {

/// thread_carrier() as it is where it is not inlined.
void* called_thread_carrier() noexcept;

/// Sets what thread_carrier() gives on the calling thread from now on.
void set_thread_carrier(void* carrier) noexcept;

} // namespace weft::detail
