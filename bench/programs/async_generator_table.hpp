// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/scenarios.hpp"

namespace bench {

// The benchmarks of generators with a fiber of their own.
inline constexpr entry k_async_generator_table[] = {
    {"async_generator_0", async_generator_0},
    {"async_generator_1", async_generator_1},
    {"async_generator_64", async_generator_64},
};

} // namespace bench
