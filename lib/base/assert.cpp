// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/assert.hpp>

#include "base/abort_with.hpp"

namespace weft::detail::base {

void misuse(const char* what) noexcept {
    abort_with([what](report_text& text) { text.add("weft: ").add(what).add("\n"); });
    __builtin_unreachable();
}

} // namespace weft::detail::base
