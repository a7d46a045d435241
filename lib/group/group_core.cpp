// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/group/group_core.hpp>

#include "fiber/cancel/levels.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/group/child_body.hpp>
#include <weft/detail/runtime/launch.hpp>
#include <weft/exception_group.hpp>
#include <weft/lowlevel/wait_kind.hpp>

#include <fmt/format.h>
#include <functional>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace weft::detail::groups {
namespace {

constexpr lowlevel::wait_kind k_wait_for_children{.verb = "waits for the children of a task group"};

group_core::teller teller_of(const group_options& how) {
    if (how.policy != group_policy::collect || !how.on_error) return nullptr;
    return std::make_shared<const std::function<void(const child_end&)>>(how.on_error);
}

} // namespace

group_core::group_core(const group_options& how, const std::source_location& where)
    : how_(how), where_(where), on_error_(teller_of(how)), places_(*this, how.limit) {
    open();
}

void group_core::launch_child(fiber_record& child, admission got) noexcept {
    if (got == admission::waits) child.life.hold_back();
    add(child, awaited::until_its_end);
    if (got != admission::waits || places_.take_or_queue(child)) submit(child);
}

void group_core::launch_child(fiber_record& child, admission got, const child_options& how) {
    if (got == admission::waits) child.life.hold_back();
    add(child, how.daemon ? awaited::no : awaited::until_its_end);
    if (got == admission::waits) {
        if (places_.take_or_queue(child)) submit(child);
        return;
    }
    try {
        submit(child, how.policy);
    } catch (...) {
        const lock_scope guard(ended);
        static_cast<void>(remove(child)); // the owner does not wait, or others are left
        throw;
    }
}

void group_core::body_failed() noexcept {
    body_error_ = std::current_exception();
    cancel(*this, cancel_reason::sibling_failed, "the body of the task group has failed", where_);
}

void group_core::body_cancelled(const cancelled& why) noexcept {
    body_cancelled_ = why;
    cancel(*this, cancel_reason::parent, "the body of the task group was cancelled", where_);
}

bool group_core::is_own(const cancelled& why) const noexcept {
    return cancelled_access::level(why) == static_cast<const cancel_level*>(this) && request.is_made();
}

/// The oldest child, if it has not started and its handle is gone: the caller's then. It is linked, so it cannot end
/// meanwhile.
fiber_record* group_core::take_unstarted() noexcept {
    const lock_scope guard(ended);
    if (oldest == nullptr || oldest->life.is_claimed() || child_links::of(*oldest).is_daemon()) return nullptr;
    return oldest->life.take_back_release(workers_beside(*oldest)) ? oldest : nullptr;
}

void group_core::run_unstarted() noexcept {
    if (places_.has_limit()) return; // some of them wait for a place
    while (fiber_record* const child = take_unstarted()) {
        if (run_child_in_place(*child)) continue;
        release_child(*child);
        return;
    }
}

/// Suspends until no more than the daemons, or none, are left.
void group_core::await(daemons_are which) noexcept {
    for (;;) {
        ended.lock();
        awaits_daemons = which == daemons_are::awaited;
        if (is_over()) break;
        lowlevel::waiter self(k_wait_for_children, this);
        ended.push_back(self);
        self.suspend_and_unlock(ended);
    }
    ended.unlock();
}

void group_core::finish() noexcept {
    may_suspend("waits for the children of a task group", this);
    run_unstarted();
    await(daemons_are::left);
    if (size() != 0) {
        cancel(*this, cancel_reason::requested, "all but the daemons of the task group have ended", where_);
        await(daemons_are::awaited);
    }
    drop_refused();
    if (tie_ != nullptr) tie_->cut();
    close();
}

std::shared_ptr<cancel_tie> group_core::tie() {
    auto made = std::make_shared<cancel_tie>(*this);
    const lock_scope guard(ended);
    if (tie_ == nullptr) tie_ = std::move(made);
    return tie_;
}

void group_core::drop_refused() noexcept {
    while (refused_) {
        fiber_record& child = refused_.started_fiber();
        refused_ = child.next_ready;
        const joined how = join_to_the_end(child);
        if (how_.policy == group_policy::collect) report_refused(child);
        release_joined(child, how);
    }
}

void group_core::report_refused(fiber_record& child) noexcept {
    if (on_error_ == nullptr) return report_untaken(child);
    try {
        (*on_error_)({.id = child.id, .name = child.name_or_empty(), .error = *child.failure, .cancelled = false});
    } catch (...) {
        errors_.add(std::current_exception());
    }
}

std::size_t group_core::size() noexcept {
    const lock_scope guard(ended);
    return unfinished;
}

// --- the end of a child -------------------------------------------------------------------------------------------

void group_core::child_ended(fiber_record& child) noexcept {
    try {
        judge(child);
    } catch (...) {
        abort(std::current_exception());
    }
    if (places_.has_limit()) places_.give();
}

/// What the end of a child means to the others.
void group_core::judge(fiber_record& child) {
    child_note& note = child_note_in::get(child);
    const bool has_failed = note.state == child_state::failed;
    const std::exception_ptr none;
    const child_end end{.id = child.id,
                        .name = child.name_or_empty(),
                        .error = has_failed ? child_failure_in::get(child).error : none,
                        .cancelled = note.was_cancelled};
    if (note.was_cancelled) was_cut_.store(true, memory_order_relaxed);
    if (has_failed)
        judge_failure(child, end);
    else if (how_.policy == group_policy::first_success && !note.was_cancelled &&
             !has_succeeded_.exchange(true, memory_order_seq_cst))
        cancel(*this, cancel_reason::requested, "another child of the task group has succeeded", where_);
    if (how_.until && how_.until(end))
        cancel(*this, cancel_reason::requested, "group_options::until has said so", where_);
}

void group_core::judge_failure(fiber_record& child, const child_end& end) {
    switch (how_.policy) {
    case group_policy::all_or_throw: return abort(end.error);
    case group_policy::first_success: return errors_.add(end.error);
    case group_policy::collect: break;
    }
    if (on_error_ != nullptr && child.life.is_handle_gone()) return (*on_error_)(end);
    child_note_in::get(child).is_untaken = true; // unless somebody joins, whoever drops it says so
    child_failure_in::get(child).on_error = on_error_;
}

void group_core::abort(const std::exception_ptr& error) noexcept {
    errors_.add(error);
    cancel(*this, cancel_reason::sibling_failed, "another child of the task group has failed", where_);
}

void group_core::child_refused(fiber_record& child) noexcept {
    if (how_.policy == group_policy::all_or_throw)
        abort(*child.failure);
    else if (how_.policy == group_policy::first_success)
        errors_.add(*child.failure);
    if (child.life.take_back_release(life_word::workers::many)) {
        const lock_scope guard(ended);
        child.next_ready = std::exchange(refused_, ready_entry::started(child));
    }
    if (places_.has_limit()) places_.give();
}

// --- errors -------------------------------------------------------------------------------------------------------

bool group_core::has_failed() noexcept {
    if (body_error_ != nullptr) return true;
    if (how_.policy == group_policy::first_success && has_succeeded_.load(memory_order_seq_cst)) return false;
    return errors_.first() != nullptr;
}

void group_core::throw_errors() {
    std::size_t lost = 0;
    std::vector<std::exception_ptr> all = errors_.all(lost);
    if (body_error_ != nullptr && !errors_.has(body_error_)) all.push_back(body_error_);
    std::string text = fmt::format("weft: task group {}{}{}opened at {}:{} has failed", how_.name.empty() ? "" : "'",
                                   how_.name, how_.name.empty() ? "" : "' ", where_.file_name(), where_.line());
    if (lost != 0) text += fmt::format(", {} more errors were lost for lack of memory", lost);
    throw exception_group(text, std::move(all));
}

void group_core::throw_first() {
    if (const std::exception_ptr first = errors_.first()) std::rethrow_exception(first);
    if (body_error_ != nullptr) std::rethrow_exception(body_error_);
    throw_if_failed(body_gives::nothing);
}

void group_core::throw_if_failed(body_gives what) {
    if (has_failed()) throw_errors();
    if (was_cut_.load(memory_order_relaxed)) end_if_cancelled("leaves a task group"); // the end of its child was seen
    if (!body_cancelled_) return;
    if (!is_own(*body_cancelled_)) throw cancelled(*body_cancelled_);
    if (what == body_gives::a_value) throw_cut_off(*this, *body_cancelled_);
}

} // namespace weft::detail::groups
