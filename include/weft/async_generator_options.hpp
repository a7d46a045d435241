// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <cstddef>

namespace weft {

/// async_generator_options are given to the constructor of an async_generator.
struct WEFT_API async_generator_options {
    /// name is what reports and errors call the generator and its fiber; not copied. Null: reports say where the
    /// generator was made, and its name() is the type of its body.
    const char* name = nullptr;

    /// prefetch is how many items the body may be ahead of its consumer: see async_generator::prefetch().
    std::size_t prefetch = 0;
};

} // namespace weft
