// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

namespace weft::detail {

/// The body of thread_carrier() where it is not inlined. It is compiled on every platform.
WEFT_API void* called_thread_carrier() noexcept;

/// See thread_slot.hpp.
[[gnu::always_inline]] inline void* thread_carrier() noexcept { return called_thread_carrier(); }

} // namespace weft::detail
