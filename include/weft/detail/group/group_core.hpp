// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancelled.hpp>
#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/base/tiny_lock.hpp>
#include <weft/detail/fiber/cancel/cancel_group.hpp>
#include <weft/detail/fiber/record.hpp>
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
class WEFT_API group_core : public cancel_group {
public:
    /// The calling fiber opens the group. `how` outlives it. Throws std::length_error when levels are nested too
    /// deeply.
    group_core(const group_options& how, const std::source_location& where);

    /// group_options::on_error of a group that collects: handles may outlive it.
    using teller = std::shared_ptr<const std::function<void(const child_end&)>>;

    /// Whether a new child may run at once.
    enum class admission : std::uint8_t { at_once, holds_place, waits };

    /// With a limit, waits for a place: a checkpoint. The children's own children are queued instead.
    admission admit();

    /// What admit() gave is not used.
    void take_back(admission got) noexcept;

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

    /// The first error of a child, or null. After finish().
    std::exception_ptr first_error() noexcept;

    // On the child's fiber, and in the scheduler for one that will never start.
    void child_ended(fiber_record& child) noexcept;
    void child_refused(fiber_record& child) noexcept;

    std::size_t size() noexcept;
    bool has_limit() const noexcept { return how_.limit != 0; }
    const group_options& how() const noexcept { return how_; }

private:
    struct kept_error {
        std::exception_ptr error;
        std::unique_ptr<kept_error> next;
    };

    enum class daemons_are : bool { left, awaited };

    // Children that wait for a place.
    bool is_inside_child() const noexcept;
    bool hold_back(fiber_record& child, awaited is) noexcept;
    struct passed_place {
        fiber_record* child = nullptr;
        lowlevel::claimed_waiter spawner;
    };
    passed_place pass_place() noexcept WEFT_REQUIRES(ended);
    static void hand_over(const passed_place& passed) noexcept;

    // The end of a child.
    void judge(fiber_record& child);
    void judge_failure(fiber_record& child, const child_end& end);
    void abort(const std::exception_ptr& error) noexcept;
    void give_place() noexcept;

    // The end of the group.
    fiber_record* take_unstarted() noexcept;
    void run_unstarted() noexcept;
    void await(daemons_are which) noexcept;
    void drop_refused() noexcept;
    void report_refused(fiber_record& child) noexcept;
    bool is_own(const cancelled& why) const noexcept;

    // Errors.
    void add_error(const std::exception_ptr& error) noexcept;
    bool has_error(const std::exception_ptr& error) noexcept;
    bool has_failed() noexcept;
    [[noreturn]] void throw_errors();

    const group_options& how_;
    const std::source_location where_;
    const teller on_error_;
    std::size_t places_;           // with the lock, as all up to refused_: that are free
    lowlevel::wait_list spawners_; // who wait for one; its own lock is not used
    ready_entry waiting_first_;    // children of children that wait for one, linked by next_ready
    ready_entry waiting_last_;
    ready_entry refused_; // children that could not start and whose handles the group has, linked likewise
    tiny_lock errors_lock_;
    std::unique_ptr<kept_error> errors_ WEFT_GUARDED_BY(errors_lock_); // of children, in the order of their ends
    kept_error* last_ WEFT_GUARDED_BY(errors_lock_) = nullptr;
    std::exception_ptr spare_ WEFT_GUARDED_BY(errors_lock_); // one that there was no memory for
    std::size_t lost_ WEFT_GUARDED_BY(errors_lock_) = 0;     // how many more
    atomic<bool> has_succeeded_{false};
    atomic<bool> was_cut_{false}; // a child ended because it was cancelled
    std::exception_ptr body_error_;
    std::optional<cancelled> body_cancelled_;
};

} // namespace weft::detail::groups
