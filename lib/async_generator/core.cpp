// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/async_generator/core.hpp>

#include "async_generator/exit_report.hpp"
#include "generator/title.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/task/spawn_on.hpp>
#include <weft/generator_error.hpp>
#include <weft/on_event.hpp>
#include <weft/on_join.hpp>
#include <weft/select.hpp>
#include <weft/this_fiber.hpp>

#include <exception>
#include <utility>

namespace weft::detail::agen {

namespace {

runtime_core& home_of_caller() noexcept {
    WEFT_ASSERT(
        this_fiber::id() != 0,
        "an async_generator was made outside a runtime, where its body would have no fiber: make it inside weft::run()");
    return core_of_caller();
}

} // namespace

async_core::async_core(const char* given_name, const char* type_name, const std::source_location& where) noexcept
    : home_(&home_of_caller()),
      name_(given_name != nullptr ? given_name : type_name),
      is_named_(given_name != nullptr),
      where_(where) {}

// --- the body's side

void async_core::run() {
    struct at_end {
        async_core& self;
        ~at_end() { self.end_body(); }
    };
    body_unit_ = &this_unit();
    started_.set();
    const at_end guard{*this};
    if (closing().is_set()) return;
    try {
        call_body();
    } catch (const generator_exit&) {
        if (exits_ == 0) throw; // that of another generator, whose body is the caller
    }
}

void async_core::leave() {
    if (std::uncaught_exceptions() != 0)
        die("is closed while its body yields in a destructor that unwinds, where no exception may pass: yield elsewhere");
    switch (exits_++) {
    case 0: name_exits_in_reports(); throw named_exit(title());
    case 1: fail("yielded while it was being closed: let generator_exit out, or return, where it is caught");
    default:
        die("yields again and again while it is being closed: its body must not swallow what a yield throws; rethrow it, or "
            "return, where catch (...) catches it");
    }
}

// --- the consumer's side

void async_core::spawn_fiber() {
    const auto step = [this] { run(); };
    fiber_ = is_named_ ? spawn_on(*home_, {.name = name_}, step, where_) : spawn_on(*home_, step, where_);
    stage_.reach(consumer_stage::k_begun);
}

void async_core::wait_for_first_step(time_point deadline) {
    select(on_event(started_), on_join(fiber_), at(deadline));
    if (started_.is_set())
        stage_.reach(consumer_stage::k_started);
    else if (fiber_.done())
        end_body();
}

void async_core::finish() {
    stage_.reach(consumer_stage::k_over);
    fiber<void> mine = std::move(fiber_);
    if (mine.joinable()) fiber_access::join_to_the_end(mine); // what the body threw must not be lost
}

void async_core::close() {
    if (is_over()) return;
    if (started_.is_set() && is_body()) fail("is closed by its own body: let it return");
    stop();
    drop_items();
    if (!stage_.has(consumer_stage::k_begun)) end_body();
    finish();
}

void async_core::destroy() noexcept {
    // Once it is over, the body's record may be that of any fiber.
    if (!is_over() && started_.is_set() && is_body()) die("is destroyed by its own body: let the body return first");
    if ((stage_.enter() & consumer_stage::k_entered) != 0)
        die("is destroyed while another fiber asks it for an item: join that first");
    stop();
    drop_items();
    fiber_ = {};
}

generator_title async_core::title() const noexcept {
    return {"async generator", name_, is_named_ ? nullptr : where_.file_name(), where_.line()};
}

void async_core::fail(const char* what) const { throw generator_error(title_sentence(title(), what).c_str()); }

void async_core::die(const char* what) const noexcept { misuse(title_sentence(title(), what).c_str()); }

} // namespace weft::detail::agen
