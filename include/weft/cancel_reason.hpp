// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <cstdint>

namespace weft {

/// Why something was cancelled.
enum class cancel_reason : std::uint8_t {
    requested,      ///< somebody asked
    deadline,       ///< its time is over
    sibling_failed, ///< another child of its group failed
    parent,         ///< what it is part of was cancelled
    shutdown,       ///< the runtime ends
    abandoned,      ///< its handle was destroyed
    disconnect,     ///< the other end of a connection is gone
    interrupt       ///< a signal asked the program to end
};

/// The reason in words: "deadline". A string literal; any thread.
WEFT_API const char* to_string(cancel_reason reason) noexcept;

} // namespace weft
