// SPDX-License-Identifier: BSL-1.0
#include "generator/report.hpp"

#include "context/guard/overflow.hpp"
#include "context/stack/slab.hpp"
#include "generator/blocked_exit.hpp"
#include "generator/title.hpp"

#include <cstdlib>
#include <exception>
#include <mutex>

namespace weft::detail::gen {

const generator_core* closing_generator_here() noexcept {
    const stack* const here = stack_here();
    if (here == nullptr || here->owner == nullptr) return nullptr;
    const auto* const core = static_cast<const generator_core*>(here->owner);
    return core->is_closing_ ? core : nullptr;
}

namespace {

void describe_owner_of_stack(report_text& text, const void* owner) noexcept {
    describe(text, static_cast<const generator_core*>(owner)->title());
}

std::terminate_handler g_previous = nullptr;

/// The language ends the program when generator_exit meets a noexcept function. It does not know whose exception it
/// was.
[[noreturn]] void name_and_terminate() {
    if (const generator_core* const closing = closing_generator_here()) print_blocked_exit(closing->title());
    if (g_previous != nullptr) g_previous();
    std::abort();
}

} // namespace

void name_generators_in_reports() {
    static std::once_flag once;
    std::call_once(once, [] {
        install_overflow_handler_for_owners(&describe_owner_of_stack);
        g_previous = std::get_terminate();
        std::set_terminate(&name_and_terminate);
    });
}

} // namespace weft::detail::gen
