// SPDX-License-Identifier: BSL-1.0
#include <weft/testing/simulate.hpp>

#include "testing/limits.hpp"
#include "testing/simulated_run.hpp"

namespace weft::testing {

std::uint64_t simulate_body(std::uint64_t seed, const std::function<void()>& body, std::source_location where) {
    const detail::simulated_end end =
        detail::run_simulated_with(seed, {body, detail::k_most_steps, detail::k_simulated_stack, where});
    if (end.outcome.failed)
        throw simulation_failed("weft: simulate(" + std::to_string(seed) + "): " + end.outcome.what);
    if (end.left != nullptr) std::rethrow_exception(end.left);
    return end.outcome.hash;
}

} // namespace weft::testing
