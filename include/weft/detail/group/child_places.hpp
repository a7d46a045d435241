// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/cancel/cancel_group.hpp>
#include <weft/detail/fiber/record.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstddef>
#include <cstdint>

namespace weft::detail::groups {

/// The places of a group whose children may be so many at once. Who spawns waits for a place; but what a child of the
/// group spawns is queued instead, as the child may hold the place that it would wait for. A place that becomes free
/// goes to the oldest that is queued, else to the oldest spawner.
///
/// The lock of the group's list guards everything.
class WEFT_API child_places {
public:
    /// Of a limit of 0 nothing may be called but has_limit() and admit().
    child_places(cancel_group& group, std::size_t limit) noexcept
        : group_(group), has_limit_(limit != 0), free_(limit) {}

    bool has_limit() const noexcept { return has_limit_; }

    /// Whether a new child may run at once.
    enum class admission : std::uint8_t { at_once, holds_place, waits };

    /// Waits for a place, as a checkpoint; `waits` for a child's child.
    admission admit();

    /// A child that waits takes a place, or is queued: false.
    [[nodiscard]] bool take_or_queue(fiber_record& child) noexcept;

    /// A place becomes free: hands it on.
    void give() noexcept;

private:
    bool is_inside_child() const noexcept;
    void push(fiber_record& child) noexcept;
    fiber_record* pop() noexcept;

    cancel_group& group_;
    const bool has_limit_;
    std::size_t free_;
    lowlevel::wait_list spawners_; // its own lock is not used
    ready_entry oldest_;           // of those that are queued, linked by next_ready
    ready_entry newest_;
};

} // namespace weft::detail::groups
