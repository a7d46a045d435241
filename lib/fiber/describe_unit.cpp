// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/fiber/describe_unit.hpp>

#include "fiber/describe.hpp"

#include <weft/detail/base/assert.hpp>

#include <fmt/format.h>
#include <string>

namespace weft::detail {

void misuse_by_units(const char* what, const waiting_unit& who, const waiting_unit* other) noexcept {
    std::string text = fmt::format("{} {}", describe(who), what);
    if (other != nullptr && other != &who) text += fmt::format(" (the owner is {})", describe(*other));
    misuse(text.c_str());
}

} // namespace weft::detail
