// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancel_handle.hpp>
#include <weft/cancel_reason.hpp>
#include <weft/cancelled.hpp>
#include <weft/child.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/generator/scope_mark.hpp>
#include <weft/detail/group/call_body.hpp>
#include <weft/detail/group/group_core.hpp>
#include <weft/detail/group/spawn_child.hpp>
#include <weft/detail/group/starting.hpp>
#include <weft/detail/task/kept_value.hpp>
#include <weft/exception_group.hpp>
#include <weft/group_options.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <source_location>
#include <string_view>
#include <type_traits>
#include <utility>

namespace weft {

namespace detail::groups {
struct group_access;
}

/// The children of a with_task_group(), for its body and for the children themselves.
///
/// A child is in the scopes around with_task_group(), not in those around spawn(). No child outlives the call. What
/// children refer to is declared outside with_task_group(): the body's own variables die before the children end.
/// Any fiber of the group may call anything; others, too, while the group cannot end.
class WEFT_API task_group {
public:
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;

    /// Starts `fn()` in a new fiber of the calling fiber's runtime. Its callable is moved into the fiber and destroyed
    /// on it, also when the fiber is cancelled before its first step: so it is when the group was cancelled before.
    /// Never suspends, unless the group has a limit: then it waits for a place, as a checkpoint, but on the group's own
    /// children, whose children are queued. Throws as weft::spawn().
    template <class Fn>
    auto spawn(Fn&& fn, std::source_location where = std::source_location::current()) {
        return detail::groups::spawn_child(core_, std::forward<Fn>(fn), where);
    }

    /// As above, with a name, a launch policy, a pin, or as a daemon.
    template <class Fn>
    auto spawn(const child_options& how, Fn&& fn, std::source_location where = std::source_location::current()) {
        return detail::groups::spawn_child(core_, how, std::forward<Fn>(fn), where);
    }

    /// Spawns a child that calls `fn(started)`, and waits until it calls `started(value)`; returns that value. The
    /// child goes on. When it ends before that, what left it is thrown here, and is no error of the group. A
    /// checkpoint: a start() that is cancelled cancels its child, unless that has started.
    ///
    /// @code
    /// int port = group.start<int>([](weft::started<int>& started) { serve(started); });
    /// @endcode
    template <class V = void, class Fn>
    V start(Fn&& fn, std::source_location where = std::source_location::current()) {
        detail::groups::start_state<V> state;
        auto waiting = spawn(detail::groups::start_body<V, std::decay_t<Fn>>(state, std::forward<Fn>(fn)), where);
        return detail::groups::await_start(state, waiting);
    }

    /// Cancels the body and all children, now and later. True for the first that does. `text` is copied; without memory
    /// it is left out. Any thread, while the group lives. Never suspends.
    bool cancel(cancel_reason reason = cancel_reason::requested, std::string_view text = {},
                const std::source_location& where = std::source_location::current()) noexcept {
        return detail::cancel(core_, reason, text, where);
    }

    /// A handle that cancels it, and may outlive it. Throws std::bad_alloc.
    cancel_handle handle() { return cancel_handle(core_.tie()); }

    /// True once it is cancelled, whatever is around it. Any thread.
    bool cancel_requested() const noexcept { return core_.request.is_made(); }

    /// How many children have not ended, those that wait for a place included. Never suspends.
    std::size_t size() const noexcept { return core_.size(); }

private:
    friend struct detail::groups::group_access;
    task_group(const group_options& how, const std::source_location& where) : core_(how, where) {}

    detail::scope_mark mark_{"weft::with_task_group"};
    mutable detail::group_core core_;
};

namespace detail::groups {

struct WEFT_API group_access {
    static task_group make(const group_options& how, const std::source_location& where) { return {how, where}; }
    static group_core& core(task_group& of) noexcept { return of.core_; }
};

} // namespace detail::groups

/// Calls `body(group)` and returns its value once all children of the group have ended; they may spawn more meanwhile.
///
/// When a child fails, or the body, all others are cancelled, the body included, and joined; then one exception_group
/// is thrown, with the errors in the order in which they came, the body's last. A child that was merely cancelled is no
/// error. When the group is cancelled from outside, and that has cut off the body or a child, weft::cancelled goes on,
/// unless something has failed: then the exception_group is thrown, and the next checkpoint throws weft::cancelled.
/// Waiting for the children is not itself interrupted. A body that group.cancel() has cut off, and that has a value to
/// give, ends with fiber_cancelled. Other policies: group_options.
///
/// Only on a fiber. Throws std::length_error when 65,534 scopes are around it already.
///
/// @code
/// weft::with_task_group([&](weft::task_group& group) {
///     group.spawn([&] { load(left); });
///     group.spawn([&] { load(right); });
/// });
/// @endcode
template <class Body>
std::invoke_result_t<Body, task_group&> with_task_group(const group_options& how, Body&& body,
                                                        std::source_location where = std::source_location::current()) {
    using value = std::invoke_result_t<Body, task_group&>;
    task_group group = detail::groups::group_access::make(how, where);
    detail::group_core& core = detail::groups::group_access::core(group);
    if constexpr (std::is_void_v<value>) {
        detail::groups::call_body(core, [&] { std::invoke(std::forward<Body>(body), group); });
        core.finish();
        core.throw_if_failed(detail::group_core::body_gives::nothing);
    } else {
        std::optional<detail::kept_value<value>> kept;
        detail::groups::call_body(core, [&] { kept.emplace(std::invoke(std::forward<Body>(body), group)); });
        core.finish();
        core.throw_if_failed(detail::group_core::body_gives::a_value);
        return std::move(*kept).take();
    }
}

/// The same with all options as they are by default.
template <class Body>
std::invoke_result_t<Body, task_group&> with_task_group(Body&& body,
                                                        std::source_location where = std::source_location::current()) {
    static const group_options usual;
    return with_task_group(usual, std::forward<Body>(body), where);
}

} // namespace weft
