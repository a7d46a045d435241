// SPDX-License-Identifier: BSL-1.0
#include "async_generator/exit_report.hpp"
#include "generator/blocked_exit.hpp"

#include <cstdlib>
#include <exception>
#include <mutex>

namespace weft::detail::agen {

namespace {

std::terminate_handler g_before = nullptr;

/// The language ends the program when an exception meets a noexcept function, and still knows which one.
[[noreturn]] void name_exit_and_terminate() {
    try {
        if (std::current_exception() != nullptr) throw;
    } catch (const named_exit& exit) {
        print_blocked_exit(exit.title);
    } catch (...) {}
    if (g_before != nullptr) g_before();
    std::abort();
}

} // namespace

void name_exits_in_reports() {
    static std::once_flag once;
    std::call_once(once, [] { g_before = std::set_terminate(&name_exit_and_terminate); });
}

} // namespace weft::detail::agen
