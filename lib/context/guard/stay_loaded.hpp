// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

namespace weft::detail::guards {

/// stay_loaded() keeps the shared object that contains weft in the process, however often it is closed with dlclose().
/// Call it before a signal handler is installed: the handler stays for good, and so must its code. Does nothing in the
/// main program. Any thread; cheap enough for once, not for every time.
void stay_loaded() noexcept;

} // namespace weft::detail::guards
