// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/assert.hpp>

#include <cstdio>
#include <cstdlib>

namespace weft::detail {

void misuse(const char* what) noexcept {
    std::fprintf(stderr, "weft: %s\n", what);
    std::fflush(stderr);
    std::abort();
}

} // namespace weft::detail
