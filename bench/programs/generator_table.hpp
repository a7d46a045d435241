// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/scenarios.hpp"

namespace bench {

// The benchmarks of generators.
inline constexpr entry k_generator_table[] = {
    {"generator_1", generator_1},           {"generator_depth3", generator_depth3},
    {"generator_tree20", generator_tree20}, {"generator_create", generator_create},
    {"generator_empty", generator_empty},   {"generator_break", generator_break},
};

} // namespace bench
