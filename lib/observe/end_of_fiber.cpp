// SPDX-License-Identifier: BSL-1.0
#include "base/report_text.hpp"
#include "fiber/cancel/what_left.hpp"
#include "fiber/describe.hpp"
#include "observe/untaken.hpp"
#include "runtime/observer.hpp"

#include <weft/detail/runtime/launch.hpp>

#include <exception>

namespace weft::detail::observe {
namespace {

void add_what_left(report_text& text, const fiber_record& fiber) noexcept {
    try {
        std::rethrow_exception(*fiber.failure);
    } catch (const std::exception& error) {
        text.add(error.what());
    } catch (...) {
        text.add("an exception that is no std::exception");
    }
}

void add_origin(report_text& text, const fiber_record& fiber) noexcept {
    text.add(", spawned at ").add_place(fiber.spawn_file, fiber.spawn_line);
}

} // namespace

void fail_detached(const fiber_record& fiber) noexcept {
    if (is_cancellation(*fiber.failure)) return;
    print_count_of_untaken();
    {
        stderr_text text;
        text.add("weft: detached ");
        describe(text, fiber);
        add_origin(text, fiber);
        text.add(", ended by an exception: ");
        add_what_left(text, fiber);
        text.add("\n");
    }
    std::terminate();
}

void report_untaken(fiber_record& fiber) noexcept {
    if (is_cancellation(*fiber.failure)) return;
    line_text who;
    describe(who, fiber);
    line_text what;
    add_origin(what, fiber);
    what.add(", ended by an exception that nobody joined for: ");
    add_what_left(what, fiber);
    print_untaken(who, what);
}

} // namespace weft::detail::observe
