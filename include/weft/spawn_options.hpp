// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/fiber_id.hpp>

#include <cstdint>
#include <string>

namespace weft {

/// When a new fiber runs first.
enum class launch : std::uint8_t {
    queued,  ///< the spawner goes on; the new fiber waits for its turn
    dispatch ///< the new fiber runs at once and the spawner is queued (from a plain thread: as queued)
};

/// What spawn() may be told of the new fiber.
struct WEFT_API spawn_options {
    /// Shown by reports; need not be unique.
    std::string name{};

    launch policy = launch::queued;

    /// The fiber stays on the worker that spawned it (from a plain thread: on one that the runtime picks).
    bool pinned = false;
};

} // namespace weft
