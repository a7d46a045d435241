// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/group/child_body.hpp>

#include "fiber/cancel/levels.hpp"

#include <weft/detail/runtime/launch.hpp>

#include <exception>
#include <memory>
#include <utility>

namespace weft::detail::groups {

void keep_child_failure(fiber_record& child) noexcept {
    child_note_in::emplace(child, child_note{.state = child_state::failed});
    child_failure_in::emplace(child,
                              child_failure{what_left(child)}); // a cancellation that was not the child's is a failure
    child.needs_drop = true;
}

void keep_child_cancelled(fiber_record& child, const cancelled& why) noexcept {
    if (outermost_request(child, 0).request == nullptr) return keep_child_failure(child);
    child_note_in::emplace(child, child_note{.was_cancelled = true});
    if (child.life.is_handle_gone()) return;
    child_note_in::get(child).state = child_state::cancelled;
    child_cancelled_in::emplace(child, why);
    child.needs_drop = true;
}

namespace {

/// The handle has gone after the child's end.
void tell_of_untaken(fiber_record& child, child_failure& left) noexcept {
    if (left.on_error != nullptr) {
        (*left.on_error)({.id = child.id, .name = child.name_or_empty(), .error = left.error, .cancelled = false});
        return;
    }
    child.failure = &left.error;
    report_untaken(child);
    child.failure = nullptr;
}

} // namespace

void drop_child_error(fiber_record& child) noexcept {
    child_note& note = child_note_in::get(child);
    if (note.state == child_state::cancelled) child_cancelled_in::destroy(child);
    if (note.state == child_state::failed) {
        if (note.is_untaken) tell_of_untaken(child, child_failure_in::get(child));
        child_failure_in::destroy(child);
    }
    note.state = child_state::nothing;
}

void rethrow_child_error(fiber_record& child) {
    if (child.failed_to_start()) std::rethrow_exception(*child.failure);
    child_note& note = child_note_in::get(child);
    if (note.state == child_state::failed) {
        note.is_untaken = false;
        std::rethrow_exception(child_failure_in::get(child).error);
    }
    if (note.state != child_state::cancelled) return;
    const cancelled& why = child_cancelled_in::get(child);
    throw fiber_cancelled(child.name_or_empty(), child.id, why.reason(), why.text());
}

} // namespace weft::detail::groups
