// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/assert.hpp>

#include "base/report_text.hpp"

#include <cstdlib>

namespace weft::detail {

void misuse(const char* what) noexcept {
    {
        stderr_text text;
        text.add("weft: ").add(what).add("\n");
    }
    std::abort();
}

} // namespace weft::detail
