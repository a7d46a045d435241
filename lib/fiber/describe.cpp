// SPDX-License-Identifier: BSL-1.0
#include "fiber/describe.hpp"

namespace weft::detail::fibers {

void describe_fiber(report_text& text, const char* name, std::uint64_t id) noexcept {
    text.add("fiber ");
    if (*name != '\0') text.add("'").add(name).add("' ");
    text.add("#").add_decimal(id);
}

void describe(report_text& text, const fiber_record& fiber) noexcept {
    describe_fiber(text, fiber.name_or_empty(), fiber.id);
}

void describe(report_text& text, const waiting_unit& unit) noexcept {
    if (unit.sink() == nullptr)
        text.add("a plain thread");
    else
        describe(text, static_cast<const fiber_record&>(unit));
}

} // namespace weft::detail::fibers
