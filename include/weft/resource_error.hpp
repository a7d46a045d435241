// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace weft {

/// resource_error says that the system refused something weft needs to go on: memory for a stack, a mapping, a thread.
/// It names the limit that was met, so that the reader knows what to raise. It is thrown where the resource is asked
/// for (spawn, run); fibers that exist already are unharmed, and the call works again when some have ended.
struct WEFT_API resource_error : std::runtime_error {
    /// `limit` is the name of the setting, as one would search for it: "vm.max_map_count", "RLIMIT_AS".
    resource_error(std::string limit, const std::string& what) : std::runtime_error(what), limit_(std::move(limit)) {}

    /// The name of the limit that was met.
    [[nodiscard]] const std::string& limit() const noexcept { return limit_; }

private:
    std::string limit_;
};

} // namespace weft
