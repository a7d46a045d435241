// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/fiber_id.hpp>
#include <weft/spawn_options.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <string_view>

namespace weft {

/// What a child of a task group does to the others.
enum class group_policy : std::uint8_t {
    all_or_throw,  ///< the first error cancels the others and the body; all errors are thrown as one exception_group
    first_success, ///< the first child that ends without an error cancels the others; errors are thrown if none does
    collect        ///< a supervisor: errors cancel nobody. They are in the handles; where those are gone, see on_error
};

/// How a child of a task group has ended. Valid during the call that it is given to.
struct WEFT_API child_end {
    fiber_id id;
    std::string_view name;           ///< may be empty
    const std::exception_ptr& error; ///< null: it returned, or was cancelled
    bool cancelled;                  ///< it ended because it was cancelled
};

/// What with_task_group() may be told.
struct WEFT_API group_options {
    /// In the texts of errors and reports; need not be unique.
    std::string name{};

    /// How many children run at once; 0 is no limit. With a limit, spawn() waits for a place, as a checkpoint; what the
    /// group's own children spawn is queued instead.
    std::size_t limit = 0;

    group_policy policy = group_policy::all_or_throw;

    /// Asked at the end of each child, on its fiber: true cancels the others. What it throws is an error of the group.
    std::function<bool(const child_end&)> until{};

    /// With group_policy::collect: told of errors that no handle takes: at the child's end, on its fiber, when the
    /// handle is gone already; else by whoever drops the handle, and then it must not throw. By default they go to
    /// stderr. What it throws on the child's fiber is an error of the group.
    std::function<void(const child_end&)> on_error{};
};

/// What task_group::spawn() may be told of the new child.
struct WEFT_API child_options {
    /// Shown by reports; need not be unique.
    std::string name{};

    launch policy = launch::queued;

    /// The child stays on the worker that spawned it.
    bool pinned = false;

    /// The group does not wait for it: it is cancelled once the body and all other children have ended.
    bool daemon = false;
};

} // namespace weft
