// SPDX-License-Identifier: BSL-1.0
#include "fiber/describe.hpp"

#include <fmt/format.h>

namespace weft::detail {

std::string describe(const fiber_record& fiber) {
    return !fiber.is_named ? fmt::format("fiber #{}", fiber.id) : fmt::format("fiber '{}' #{}", fiber.name, fiber.id);
}

std::string describe(const waiting_unit& unit) {
    return unit.sink() == nullptr ? "a plain thread" : describe(static_cast<const fiber_record&>(unit));
}

} // namespace weft::detail
