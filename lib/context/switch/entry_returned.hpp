// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

namespace weft::detail::ctx {

/// entry_returned() says that a context's entry function returned, and aborts.
[[noreturn]] void entry_returned() noexcept;

} // namespace weft::detail::ctx
