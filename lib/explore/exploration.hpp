// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "explore/schedule.hpp"
#include "explore/world.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace weft::detail::exploring {

enum class exploration_kind : std::uint8_t { random, pct, dfs, replay };

/// What to explore, and how far. The first limit that is reached ends it.
struct exploration {
    exploration_kind kind = exploration_kind::random;
    std::uint64_t seed = 1;
    std::uint64_t runs = 10'000;
    std::chrono::nanoseconds time_limit = std::chrono::nanoseconds::max(); ///< of the machine's clock
    unsigned depth = 3;                                                    ///< of pct
    unsigned preemption_bound = 2;                                         ///< of dfs
    unsigned value_bound = ~0U; ///< of dfs: values a run that are not the ordinary ones
    std::string replay;         ///< the token of replay
    bool each_failure = false;  ///< in run n the n-th thing that may fail does, until a run has no n-th; not with dfs
    std::uint64_t max_steps = 100'000; ///< of one run: beyond that the world calls it endless and fails it
};

struct failure {
    std::string what;
    std::string strategy; ///< such as "pct(3)"
    std::uint64_t seed = 0;
    std::uint64_t run = 0; ///< the first is 1
    schedule minimised;
    std::string trace; ///< of the minimised schedule: numbered lines
};

struct exploration_result {
    std::uint64_t runs = 0;
    std::uint64_t steps = 0;
    bool exhausted = false; ///< dfs: every schedule within the bound was run; replay: the schedule was run
    std::optional<failure> found;
};

/// Runs the world until a run fails, a limit is reached or nothing is left. A failing schedule is minimised (Zeller's
/// delta debugging: fewer choices that are not ordinary, shorter), for which it is run again. Each thousandth run is
/// run twice: a difference is a failure too. Throws std::invalid_argument for a bad token or depth.
exploration_result explore_world(const exploration& how, world& what);

/// As one reads it: what went wrong, how to replay it, the trace; each line begins with "weft: ".
std::string describe(const failure& found);

/// "random", "pct(3)", "dfs(2)", "replay".
std::string name_of(const exploration& how);

/// The number in WEFT_SEED, if it is set. Throws std::invalid_argument when it is no number.
std::optional<std::uint64_t> seed_of_environment();

/// `how` with what the environment says: WEFT_SEED=N sets the seed, WEFT_REPLAY=TOKEN replays exactly one schedule.
/// Throws std::invalid_argument for a seed that is no number.
exploration with_environment(exploration how);

} // namespace weft::detail::exploring
