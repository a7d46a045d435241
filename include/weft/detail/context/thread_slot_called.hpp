// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

namespace weft::detail::ctx {

/// What the two functions below call. The library has both on every platform (see lib/context/switch/thread_slot.hpp).
WEFT_API void* called_thread_carrier() noexcept;
WEFT_API bool called_spend_operation() noexcept;

/// See thread_slot.hpp.
[[gnu::always_inline]] inline carrier_face* thread_carrier() noexcept {
    return static_cast<carrier_face*>(called_thread_carrier());
}
[[gnu::always_inline]] inline bool spend_operation() noexcept { return called_spend_operation(); }

} // namespace weft::detail::ctx
