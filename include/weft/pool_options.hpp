// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/detail/base/config.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace weft {

/// What a thread_pool may be told.
struct WEFT_API pool_options {
    /// Its threads are called "<name>-1", "<name>-2" ..., of which the system keeps 15 characters.
    std::string name = "weft-pool";

    /// The most threads that run at once.
    std::size_t max_threads = 32;

    /// Threads that are kept although they have nothing to do.
    std::size_t min_threads = 0;

    /// The most jobs that wait for a thread; whoever submits another waits for room.
    std::size_t queue = 1024;

    /// How long another thread waits for a job before it ends.
    any_duration idle = std::chrono::seconds(10);
};

} // namespace weft
