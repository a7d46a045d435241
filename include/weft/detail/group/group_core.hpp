// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancelled.hpp>
#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/cancel/cancel_group.hpp>
#include <weft/detail/fiber/cancel/cancel_tie.hpp>
#include <weft/detail/fiber/record.hpp>
#include <weft/detail/group/child_places.hpp>
#include <weft/detail/group/group_errors.hpp>
#include <weft/group_options.hpp>
#include <weft/spawn_options.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>

namespace weft::detail::groups {

/// What with_task_group() does once, whatever the types of body and children are. It lives in the frame of that
/// function, on the owner's stack.
///
/// A child tells the group of its end when its callable is gone and its outcome is kept: what that means to the others.
/// Then its worker unlinks it, under the lock, and touches nothing of the group after that: so the owner, which takes
/// the lock to see that nobody is left, may destroy the group at once.
///
/// Many fields: those of the lists of children are the base's.
class WEFT_API group_core : public cancel_group {
public:
    /// The calling fiber opens the group. `how` outlives it. Throws std::length_error when levels are nested too
    /// deeply.
    group_core(const group_options& how, const std::source_location& where);

    /// group_options::on_error of a group that collects: handles may outlive it.
    using teller = std::shared_ptr<const std::function<void(const child_end&)>>;

    using admission = child_places::admission;

    /// For who spawns: see child_places.
    child_places& places() noexcept { return places_; }

    /// Links a fiber with its body, a child's, and hands it to the scheduler; its handle is the caller's. With
    /// launch::dispatch it runs first; resource_error may be thrown then, and the caller still owns the record.
    void launch_child(fiber_record& child, admission got) noexcept;
    void launch_child(fiber_record& child, admission got, const child_options& how);

    // The end of the body: one of these at most, in a handler of what left it.
    void body_failed() noexcept;
    void body_cancelled(const cancelled& why) noexcept;

    /// Waits for the children, which is not interrupted, and leaves the group. Runs children that have not started on
    /// the caller's stack.
    void finish() noexcept;

    /// After finish(): throws what the group ends with, if that is an exception. A body that gives a value, and was
    /// cancelled with the group, has none.
    enum class body_gives : bool { nothing, a_value };
    void throw_if_failed(body_gives what);

    /// After finish(): throws the first error alone, or the cancellation that has cut the group off.
    void throw_first();

    // On the child's fiber, and in the scheduler for one that will never start.
    void child_ended(fiber_record& child) noexcept;
    void child_refused(fiber_record& child) noexcept;

    /// How many children have not ended. Any thread.
    std::size_t size() noexcept;

    /// Of the group's handles. Any fiber of the group.
    std::shared_ptr<cancel_tie> tie();

private:
    enum class daemons_are : bool { left, awaited };

    // The end of a child.
    void judge(fiber_record& child);
    void judge_failure(fiber_record& child, const child_end& end);
    void abort(const std::exception_ptr& error) noexcept;

    // The end of the group.
    fiber_record* take_unstarted() noexcept;
    void run_unstarted() noexcept;
    void await(daemons_are which) noexcept;
    void drop_refused() noexcept;
    void report_refused(fiber_record& child) noexcept;
    bool is_own(const cancelled& why) const noexcept;

    bool has_failed() noexcept;
    [[noreturn]] void throw_errors();

    const group_options& how_;
    const std::source_location where_;
    const teller on_error_;
    child_places places_;
    group_errors errors_;
    ready_entry refused_; // with the lock: children that could not start, whose handles the group has
    atomic<bool> has_succeeded_{false};
    atomic<bool> was_cut_{false};     // a child ended because it was cancelled
    std::shared_ptr<cancel_tie> tie_; // with the lock
    std::exception_ptr body_error_;
    std::optional<cancelled> body_cancelled_;
};

} // namespace weft::detail::groups
