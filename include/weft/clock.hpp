// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <chrono>

namespace weft {

/// The clock of sleeps and deadlines: the calling runtime's, which is CLOCK_MONOTONIC or, with
/// time_source::virtual_time, a clock that jumps to the next deadline whenever nothing is ready. On a plain thread:
/// monotonic. Any fiber, any thread; never suspends.
struct WEFT_API clock {
    using time_point = std::chrono::steady_clock::time_point;
    using duration = time_point::duration;
    using rep = duration::rep;
    using period = duration::period;
    static constexpr bool is_steady = true;

    /// The time of the caller's runtime, which may be virtual; outside one that of std::chrono::steady_clock.
    static time_point now() noexcept;
};

} // namespace weft
