// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "generator/title.hpp"

namespace weft::detail::gen {

/// What users read when the generator_exit of a generator meets a noexcept function; the program ends then.
inline void print_blocked_exit(const generator_title& title) noexcept {
    stderr_text text;
    text.add("weft: ");
    describe(text, title);
    text.add(
        " was closed or destroyed while it was suspended below a noexcept function or in a destructor, where no exception may "
        "pass: run it to its end, or yield elsewhere\n");
}

} // namespace weft::detail::gen
