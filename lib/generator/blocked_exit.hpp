// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdio>

namespace weft::detail {

/// What users read when the generator_exit of a generator of this kind meets a noexcept function; the program ends then.
inline void print_blocked_exit(const char* kind, const char* name) noexcept {
    std::fprintf(stderr,
                 "weft: %s '%s' was closed or destroyed while it was suspended below a noexcept function or in a "
                 "destructor, where no exception may pass: run it to its end, or yield elsewhere\n",
                 kind, name);
}

} // namespace weft::detail
