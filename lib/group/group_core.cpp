// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/group/group_core.hpp>

#include "fiber/cancel/levels.hpp"
#include "fiber/carrier.hpp"

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

constexpr lowlevel::wait_kind k_wait_for_place{.verb = "waits for a place in a task group"};
constexpr lowlevel::wait_kind k_wait_for_children{.verb = "waits for the children of a task group"};

group_core::teller teller_of(const group_options& how) {
    if (how.policy != group_policy::collect || !how.on_error) return nullptr;
    return std::make_shared<const std::function<void(const child_end&)>>(how.on_error);
}

} // namespace

group_core::group_core(const group_options& how, const std::source_location& where)
    : how_(how), where_(where), on_error_(teller_of(how)), places_(how.limit) {
    open();
}

/// True on a child of the group, and on what runs inside one: each has, further out, a fiber whose group this is and
/// which is not the owner.
bool group_core::is_inside_child() const noexcept {
    const carrier* const here = current_carrier();
    const fiber_record* fiber = here != nullptr ? here->current() : nullptr;
    while (fiber != nullptr) {
        const cancel_level* at = fiber->level();
        while (cancels::is_own(at, *fiber)) at = at->outer;
        if (at == this) return true;
        fiber = at != nullptr ? at->owner.load(memory_order_relaxed) : nullptr;
    }
    return false;
}

group_core::admission group_core::admit() {
    if (!has_limit()) return admission::at_once;
    if (is_inside_child()) return admission::waits;
    checkpoint(k_wait_for_place.verb, this);
    ended.lock();
    if (places_ != 0) {
        --places_;
        ended.unlock();
        return admission::holds_place;
    }
    lowlevel::waiter self(k_wait_for_place, this);
    spawners_.push_back(self);
    if (self.suspend_open_and_unlock(ended) == wake_reason::cancelled) {
        {
            const lock_scope guard(ended);
            spawners_.remove(self);
        }
        throw_cancelled(k_wait_for_place.verb);
    }
    return admission::holds_place;
}

void group_core::take_back(admission got) noexcept {
    if (got == admission::holds_place) give_place();
}

void group_core::launch_child(fiber_record& child, admission got) noexcept {
    if (got != admission::waits) {
        add(child, awaited::until_its_end);
        submit(child);
    } else if (!hold_back(child, awaited::until_its_end)) {
        submit(child);
    }
}

void group_core::launch_child(fiber_record& child, admission got, const child_options& how) {
    const awaited is = how.daemon ? awaited::no : awaited::until_its_end;
    if (got == admission::waits) {
        if (!hold_back(child, is)) submit(child);
        return;
    }
    add(child, is);
    try {
        submit(child, how.policy);
    } catch (...) {
        const lock_scope guard(ended);
        static_cast<void>(remove(child)); // the owner does not wait, or others are left
        throw;
    }
}

/// Links a child that a child has spawned; true when it waits for a place.
bool group_core::hold_back(fiber_record& child, awaited is) noexcept {
    child.life.hold_back();
    add(child, is);
    {
        const lock_scope guard(ended);
        if (places_ == 0) {
            const ready_entry entry = ready_entry::started(child); // links it by next_ready
            child.next_ready = {};
            (waiting_last_ ? waiting_last_.started_fiber().next_ready : waiting_first_) = entry;
            waiting_last_ = entry;
            return true;
        }
        --places_;
    }
    child.life.let_start();
    return false;
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
    if (has_limit()) return; // some of them wait for a place
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
    close();
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
        add_error(std::current_exception());
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
    give_place();
}

/// That of a child which ends.
void group_core::give_place() noexcept {
    if (!has_limit()) return;
    passed_place passed;
    {
        const lock_scope guard(ended);
        passed = pass_place();
    }
    hand_over(passed);
}

/// A place goes to the oldest child that waits for one, or to the oldest that wants to spawn; or it is free.
group_core::passed_place group_core::pass_place() noexcept {
    passed_place passed;
    if (waiting_first_) {
        passed.child = &waiting_first_.started_fiber();
        waiting_first_ = passed.child->next_ready;
        if (!waiting_first_) waiting_last_ = {};
        passed.child->life.let_start();
    } else if (passed.spawner = spawners_.claim_front(); !passed.spawner) {
        ++places_;
    }
    return passed;
}

void group_core::hand_over(const passed_place& passed) noexcept {
    if (passed.child != nullptr) submit_anywhere(*passed.child);
    if (passed.spawner) passed.spawner.deliver();
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
    case group_policy::first_success: return add_error(end.error);
    case group_policy::collect: break;
    }
    if (on_error_ != nullptr && child.life.is_handle_gone()) return (*on_error_)(end);
    child_note_in::get(child).is_untaken = true; // unless somebody joins, whoever drops it says so
    child_failure_in::get(child).on_error = on_error_;
}

void group_core::abort(const std::exception_ptr& error) noexcept {
    add_error(error);
    cancel(*this, cancel_reason::sibling_failed, "another child of the task group has failed", where_);
}

void group_core::child_refused(fiber_record& child) noexcept {
    if (how_.policy == group_policy::all_or_throw)
        abort(*child.failure);
    else if (how_.policy == group_policy::first_success)
        add_error(*child.failure);
    if (child.life.take_back_release(life_word::workers::many)) {
        const lock_scope guard(ended);
        child.next_ready = std::exchange(refused_, ready_entry::started(child));
    }
    give_place();
}

// --- errors -------------------------------------------------------------------------------------------------------

/// Without memory it is counted alone, unless it is the first.
void group_core::add_error(const std::exception_ptr& error) noexcept {
    auto* const made = new (std::nothrow) kept_error{error, nullptr};
    const lock_scope guard(errors_lock_);
    if (made != nullptr) {
        (last_ == nullptr ? errors_ : last_->next).reset(made);
        last_ = made;
    } else if (spare_ == nullptr) {
        spare_ = error;
    } else {
        ++lost_;
    }
}

std::exception_ptr group_core::first_error() noexcept {
    const lock_scope guard(errors_lock_);
    return errors_ != nullptr ? errors_->error : spare_;
}

bool group_core::has_error(const std::exception_ptr& error) noexcept {
    const lock_scope guard(errors_lock_);
    for (const kept_error* each = errors_.get(); each != nullptr; each = each->next.get())
        if (each->error == error) return true;
    return spare_ == error;
}

bool group_core::has_failed() noexcept {
    if (body_error_ != nullptr) return true;
    if (how_.policy == group_policy::first_success && has_succeeded_.load(memory_order_seq_cst)) return false;
    return first_error() != nullptr;
}

void group_core::throw_errors() {
    std::vector<std::exception_ptr> all;
    std::size_t lost = 0;
    {
        const lock_scope guard(errors_lock_);
        for (const kept_error* each = errors_.get(); each != nullptr; each = each->next.get())
            all.push_back(each->error);
        if (spare_ != nullptr) all.push_back(spare_);
        lost = lost_;
    }
    if (body_error_ != nullptr && !has_error(body_error_)) all.push_back(body_error_);
    std::string text = fmt::format("weft: task group {}{}{}opened at {}:{} has failed", how_.name.empty() ? "" : "'",
                                   how_.name, how_.name.empty() ? "" : "' ", where_.file_name(), where_.line());
    if (lost != 0) text += fmt::format(", {} more errors were lost for lack of memory", lost);
    throw exception_group(std::move(text), std::move(all));
}

void group_core::throw_first() {
    if (const std::exception_ptr first = first_error()) std::rethrow_exception(first);
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
