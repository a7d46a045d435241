// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/generator/core.hpp>
#include <weft/generator_error.hpp>

namespace weft::detail::agen {

/// The generator_exit of an async generator: it says whose it is, should it end the program.
struct named_exit : generator_exit {
    explicit named_exit(const generator_title& of) noexcept : title(of) {}
    generator_title title;
};

/// Makes exits that meet a noexcept function name their generator, once in a process; any thread.
void name_exits_in_reports();

} // namespace weft::detail::agen
