// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/detail/base/config.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <source_location>
#include <string>

namespace weft::testing {

/// How schedules are chosen.
enum class strategy : std::uint8_t {
    random, ///< every choice at random
    pct,    ///< random priorities with explore_options::depth - 1 changes: finds bugs that need few ordered steps
    dfs     ///< every schedule with at most explore_options::preemption_bound preemptions: proves small programs
};

/// What is made to fail on the fibers of the body.
enum class failures : std::uint8_t {
    none,
    /// In run n the n-th operator new throws std::bad_alloc, until a run has no n-th; needs weft::allocation_failures
    allocations
};

/// What to explore, and how far; the first limit that is reached ends it. WEFT_SEED=N in the environment sets the seed,
/// WEFT_REPLAY=TOKEN runs exactly the schedule that a failure printed.
struct WEFT_API explore_options {
    testing::strategy strategy = testing::strategy::random;
    std::uint64_t seed = 1;
    std::uint64_t runs = 1'000;
    any_duration time_limit = std::chrono::seconds(60); ///< of the machine's clock
    unsigned depth = 3;                                 ///< of pct: 2 to 4 are sensible
    unsigned preemption_bound = 2;                      ///< of dfs
    std::string replay{};                               ///< a token: this schedule and no other
    std::uint64_t max_steps = 100'000;                  ///< a run with more has failed: it is endless
    std::size_t stack_size = std::size_t{64} * 1024;    ///< of each fiber, in bytes
    failures failing = failures::none;                  ///< not with dfs
};

/// What came out.
struct WEFT_API exploration {
    std::uint64_t runs = 0;
    std::uint64_t steps = 0;
    bool exhausted = false; ///< dfs: every schedule within the bound was run; with a replay: it was run
    std::string failure{};  ///< the report, with seed, token and trace; empty when no run failed
    std::string token{};    ///< replays the failing schedule

    /// True when no run failed.
    explicit operator bool() const noexcept { return failure.empty(); }
};

/// Runs `body` again and again, as simulate() does, each time with another schedule, until a run fails: by a deadlock,
/// a check(), an exception that leaves the body, or too many steps. A failing schedule is minimised, which runs it some
/// more. `body` makes all its state anew in each run. The fibers of failed runs are never continued: what their stacks
/// own is lost. Throws std::invalid_argument for a bad token or option. Not to be called on a fiber.
///
/// With failures::allocations a run in which an allocation failed may end by std::bad_alloc or weft::resource_error;
/// all else that is a failure stays one. Link weft::allocation_failures: it replaces operator new for the whole
/// program, and std::logic_error is thrown where it is missing. A run that ends the program (an exception out of a
/// noexcept function) says on stderr which allocation had failed.
///
/// @code
/// const auto found = weft::testing::explore([] { transfer_between_two_accounts(); });
/// if (!found) std::puts(found.failure.c_str());
/// @endcode
WEFT_API exploration explore(const std::function<void()>& body, const explore_options& how = {},
                             std::source_location where = std::source_location::current());

} // namespace weft::testing
