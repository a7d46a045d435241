// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/generator/core.hpp>

namespace weft::detail::gen {

/// The generator whose body the caller is, when it is being closed; else null.
const generator_core* closing_generator_here() noexcept;

/// Makes overflows and failing closings name their generator, once in a process; any thread.
void name_generators_in_reports();

} // namespace weft::detail::gen
