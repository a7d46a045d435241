// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "explore/schedule.hpp"
#include "explore/strategy.hpp"

#include <cstdint>
#include <memory>

namespace weft::detail::exploring {

/// Every choice at random; values are the ordinary ones half of the time.
std::unique_ptr<strategy> make_random(std::uint64_t seed);

/// Random priorities with depth - 1 changes at random steps: finds a bug that needs `depth` ordered steps with
/// probability 1 / (n k^(depth-1)) a run at least, for n actors and k steps (Burckhardt, Kothari, Musuvathi,
/// Nagarakatte, A randomized scheduler with probabilistic guarantees of finding bugs, 2010). k is the most steps of the
/// runs before.
std::unique_ptr<strategy> make_pct(std::uint64_t seed, unsigned depth);

/// Every schedule with at most `preemption_bound` preemptions (Musuvathi and Qadeer, Iterative context bounding, 2007),
/// and every value in each; depth first. begin_run() returns false once all are done.
std::unique_ptr<strategy> make_dfs(unsigned preemption_bound, unsigned value_bound = ~0U);

/// As `inner`, and in run n the n-th thing that may fail does; begin_run() returns false after a run that had no n-th.
std::unique_ptr<strategy> make_each_failure(std::unique_ptr<strategy> inner);

/// The choices of one schedule, in one run.
std::unique_ptr<strategy> make_replay(schedule choices);

} // namespace weft::detail::exploring
