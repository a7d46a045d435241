// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/cancel/cancel_level.hpp>
#include <weft/detail/fiber/record.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstddef>
#include <cstdint>
#include <new>

namespace weft::detail::cancels {

/// A child's place in the list of its group: the first bytes of its payload, from its spawn to its end.
struct WEFT_API child_links {
    fiber_record* previous = nullptr;
    std::uintptr_t next_and_daemon = 0; ///< the lowest bit: it is a daemon, whom its group does not wait for

    fiber_record* next() const noexcept {
        return reinterpret_cast<fiber_record*>(next_and_daemon & ~std::uintptr_t{1});
    }
    void set_next(fiber_record* child) noexcept {
        next_and_daemon = reinterpret_cast<std::uintptr_t>(child) | (next_and_daemon & 1);
    }
    bool is_daemon() const noexcept { return (next_and_daemon & 1) != 0; }

    static child_links& of(fiber_record& child) noexcept {
        return *std::launder(reinterpret_cast<child_links*>(child.payload));
    }
};

static_assert(sizeof(child_links) == 16);

/// Whether a group waits for a child, or cancels it once all others have ended.
enum class awaited : bool { until_its_end, no };

/// A level whose fiber, the owner, waits for the children that were spawned in it before it leaves.
///
/// A canceller reaches the children from the fiber that is in the cancelled level: it tells that fiber, passes the
/// heavy half of a fence, and goes through the groups that the fiber has opened inside the level; in each it tells all
/// children, passes the heavy half again, and ends their open waits; then it goes through their groups.
///
///     owner                                    canceller, under the lock of all requests
///     opens: record.groups (a store)           tells the owner; heavy half
///     spawner: links the child, then looks     under the group's lock: tells the children
///       for requests around it                 heavy half
///     child ends: its worker unlinks it,       under the group's lock: ends their open waits
///       under the group's lock                 delivers
///     closes: record.groups, light half,
///       told: passes the lock
///
/// So a child is told by its spawner or by the canceller; a canceller touches children only while they are linked, as
/// their records live then, or after it has won their wait; and it touches no group that was closed.
class WEFT_API cancel_group : public cancel_level {
public:
    /// The calling fiber opens it, and is in its level. As enter().
    void open();

    /// The owner leaves it, whose children have all ended. May wait for somebody who is just cancelling it.
    void close() noexcept;

    /// Links a fiber that is about to be submitted, with its body installed behind the links; tells it when a level
    /// around it is cancelled already.
    void add(fiber_record& child, awaited is) noexcept;

    /// Unlinks a child that has ended. Gives the owner's wait if it was won: there is nobody left to wait for. With the
    /// lock of `ended`.
    [[nodiscard]] lowlevel::claimed_waiter remove(fiber_record& child) noexcept;

    /// True when nobody is left whom the owner waits for. With the lock of `ended`.
    bool is_over() const noexcept { return unfinished == (awaits_daemons ? 0 : daemons); }

    lowlevel::wait_list ended;       ///< where the owner waits; its lock guards the list of children
    fiber_record* oldest = nullptr;  ///< of the children that have not ended
    fiber_record* newest = nullptr;  ///< of the children that have not ended
    std::size_t unfinished = 0;      ///< how many there are
    std::size_t daemons = 0;         ///< how many of them are daemons
    bool awaits_daemons = false;     ///< the owner waits for them, too
    cancel_group* outer = nullptr;   ///< the group that the owner opened before
    cancel_group* visited = nullptr; ///< for a canceller: which it goes through next
};

/// Tells a fiber to look at its levels.
WEFT_API void tell(fiber_record& fiber) noexcept;

/// With the lock of all requests: a level of that depth was cancelled in which `fiber` is, and the fiber was told; so
/// are the children of the groups that it has opened inside, and theirs.
WEFT_API void cancel_children(const fiber_record& fiber, std::uint16_t depth) noexcept;

} // namespace weft::detail::cancels
