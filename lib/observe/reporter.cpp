// SPDX-License-Identifier: BSL-1.0
#include "observe/reporter.hpp"

#include "base/abort_with.hpp"
#include "context/guard/overflow.hpp"
#include "fiber/carrier.hpp"
#include "observe/deadlock_report.hpp"
#include "observe/debug_layout.hpp"
#include "observe/untaken.hpp"

#include <chrono>

namespace weft::detail::observe {
namespace {

/// For the overflow report: reads only, from a signal handler.
bool describe_running(fiber_description& description) noexcept {
    const carrier* const self = current_carrier();
    if (self == nullptr || self->current() == nullptr) return false;
    description.name = self->current()->name_or_empty();
    description.id = self->current()->id;
    return true;
}

std::uint64_t in_milliseconds(any_duration time) noexcept {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(time.ticks()).count());
}

} // namespace

std::unique_ptr<observer> make_observer(runtime_core& core) { return std::make_unique<reporter>(core); }

reporter::reporter(runtime_core& core) : core_(core) {
    install_overflow_handler(&describe_running);
    show_to_debuggers();
}

reporter::~reporter() {
    watchdog_.reset();
    print_count_of_untaken();
}

void reporter::watch_workers() { watchdog_ = std::make_unique<watchdog>(*this, core_.how().blocked_after.ticks()); }

void reporter::describe_left(report_text& text) noexcept {
    if (!core_.shared().idle().if_all_idle(
            [&] { describe_waits(text, core_, name_by_address, workers_now::stand_still); }))
        describe_waits(text, core_, name_by_address, workers_now::run);
}

void reporter::cannot_end() noexcept {
    abort_with([this](report_text& text) {
        text.add("weft: the runtime could not end within its shutdown timeout of ");
        text.add_decimal(in_milliseconds(core_.how().shutdown_timeout)).add(" ms; still there:\n");
        describe_left(text);
    });
}

void reporter::ends_slowly() noexcept {
    stderr_text text;
    text.add("weft: the runtime is to end, and has waited ");
    text.add_decimal(in_milliseconds(core_.how().left_report_after));
    text.add(" ms (options.left_report_after) for these fibers:\n");
    describe_left(text);
}

} // namespace weft::detail::observe
