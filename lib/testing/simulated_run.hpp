// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "explore/strategy.hpp"
#include "explore/world.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <source_location>

namespace weft::detail::kit {

enum class allocations : std::uint8_t { succeed, may_fail };

/// A body to run in a simulated runtime.
struct simulated_program {
    const std::function<void()>& body;
    std::uint64_t most_steps;
    std::size_t stack_size;
    std::source_location where; ///< of the main fiber, for reports
    detail::allocations allocations = detail::allocations::succeed;
};

/// How it ended; `left` is what left the body, if anything did.
struct simulated_end {
    run_outcome outcome;
    std::exception_ptr left;
    bool failed_allocation = false; ///< one was made to fail
};

/// Runs the body as the main fiber of a fresh simulated runtime on the calling thread, until its last fiber has ended
/// or the run has failed. The fibers of a failed run are never continued: what their stacks own is lost.
simulated_end run_simulated(const simulated_program& program, strategy& chooser, trace_sink* trace);

/// run_simulated(), once, with every choice at random from the seed.
simulated_end run_simulated_with(std::uint64_t seed, const simulated_program& program);

} // namespace weft::detail::kit
