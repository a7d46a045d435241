// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/fiber/describe_unit.hpp>

#include <weft/detail/base/assert.hpp>
#include <weft/detail/fiber/record.hpp>

#include <fmt/format.h>
#include <string>

namespace weft::detail {
namespace {

std::string describe(const waiting_unit& unit) {
    if (unit.sink == nullptr) return "a plain thread";
    const auto& fiber = static_cast<const fiber_record&>(unit);
    return !fiber.is_named ? fmt::format("fiber #{}", fiber.id) : fmt::format("fiber '{}' #{}", fiber.name, fiber.id);
}

} // namespace

void misuse_by_units(const char* what, const waiting_unit& who, const waiting_unit* other) noexcept {
    std::string text = fmt::format("{} {}", describe(who), what);
    if (other != nullptr && other != &who) text += fmt::format(" (the owner is {})", describe(*other));
    misuse(text.c_str());
}

} // namespace weft::detail
