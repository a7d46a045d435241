// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <cstddef>

namespace weft {

/// generator_options are given to the constructor of a generator.
struct WEFT_API generator_options {
    /// name is what reports and errors call the generator; not copied. Null: reports say where the generator was made,
    /// and its name() is the type of its body.
    const char* name = nullptr;

    /// stack_size is what the body may use at least, in bytes; rounded up to a power of two from 16 KiB to 1 GiB. Pages
    /// that are never touched cost address space only. The default size is the quickest to get: each thread keeps some.
    std::size_t stack_size = 65536;
};

} // namespace weft
