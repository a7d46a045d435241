// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/fiber/describe_unit.hpp>

#include "fiber/describe.hpp"

#include <weft/detail/base/assert.hpp>

namespace weft::detail::fibers {

void misuse_by_units(const char* what, const waiting_unit& who, const waiting_unit* other) noexcept {
    line_text text;
    describe(text, who);
    text.add(" ").add(what);
    if (other != nullptr && other != &who) {
        text.add(" (the owner is ");
        describe(text, *other);
        text.add(")");
    }
    misuse(text.c_str());
}

} // namespace weft::detail::fibers
