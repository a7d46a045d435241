// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "explore/schedule.hpp"
#include "explore/world.hpp"

#include <string>

namespace weft::detail::exploring {

/// A schedule that fails, and what it fails with.
struct failing_schedule {
    schedule choices;
    std::string what;
};

/// Finds a failing schedule with fewer choices that are not ordinary: first among schedules of few preemptions (900
/// runs), then by running the best again with some of its choices made ordinary (Zeller and Hildebrandt, Simplifying
/// and isolating failure-inducing input, 2002; `runs` runs at most).
failing_schedule minimise(world& what, failing_schedule found, unsigned runs);

/// Runs one schedule; the outcome, and in `made` the choices as they were really made.
run_outcome run_schedule(world& what, const schedule& choices, trace_sink* trace, schedule& made);

} // namespace weft::detail::exploring
