// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <cstdint>
#include <stdexcept>

namespace weft {

/// How an operation on a channel that does not wait ended.
enum class [[nodiscard]] channel_status : std::uint8_t { success, empty, full, closed, timeout };

/// What becomes of the items that a queue holds when it is shut down.
enum class shutdown_how : std::uint8_t { drain, immediate };

/// push() met a closed channel: the item was not taken.
struct WEFT_API channel_closed : std::runtime_error {
    /// Thrown by push().
    channel_closed() : std::runtime_error("weft: push on a closed channel") {}
};

} // namespace weft
