// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_time_point.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/base/futex.hpp>
#include <weft/detail/base/thread_safety.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/lowlevel/wait_kind.hpp>

#include <cstdint>

namespace weft::lowlevel {

class claimed_waiter;
class claimed_waiters;
class wait_list;
class waiter;

} // namespace weft::lowlevel

namespace weft::detail::fibers {

/// Tries to end the open wait of a fiber, whatever it waits for, without its list, for a level of that depth. The
/// caller has told the fiber (is_told), has passed the heavy half of a fence since, and keeps the fiber's life from
/// ending. Any thread; may wait for the fiber's worker to finish a switch, some nanoseconds. The fiber takes itself out
/// of its lists.
WEFT_API lowlevel::claimed_waiter claim_from_outside(fiber_record& fiber, std::uint16_t depth) noexcept;

} // namespace weft::detail::fibers

namespace weft::lowlevel {

using detail::wake_reason;

/// A won wait that is not delivered yet: its waiter is unlinked, and stays valid until deliver().
class WEFT_API claimed_waiter {
public:
    claimed_waiter() = default;

    /// False when there was nobody to win.
    explicit operator bool() const noexcept { return unit_ != 0; }

    /// True when the fiber that was won is off its stack: the winner alone may make it ready. Then deliver() is that.
    bool is_off() const noexcept { return (unit_ & k_off) != 0; }

    /// What the primitive put into the waiter. Not after claim_from_outside(), which knows the fiber alone.
    waiter* operator->() const noexcept { return waiter_; }

    /// Lets the fiber or thread run. Call it once, without the list's lock; afterwards the primitive may be gone.
    void deliver() const noexcept;

private:
    friend class waiter;
    friend class claimed_waiters;
    friend class wait_list;
    friend claimed_waiter detail::fibers::claim_from_outside(detail::fiber_record& fiber, std::uint16_t depth) noexcept;

    static constexpr std::uintptr_t k_off = 1; // the unit was off its stack when it was claimed

    claimed_waiter(waiter* won, detail::waiting_unit* unit, detail::claim_outcome outcome) noexcept
        : waiter_(won),
          unit_(outcome == detail::claim_outcome::lost      ? 0
                : outcome == detail::claim_outcome::won_off ? reinterpret_cast<std::uintptr_t>(unit) | k_off
                                                            : reinterpret_cast<std::uintptr_t>(unit)) {}

    waiter* waiter_ = nullptr;
    std::uintptr_t unit_ = 0; // the address of the unit, and k_off
};

/// One wait of the calling fiber or thread: lives on the waiter's own stack, is linked into a wait list, and ends
/// exactly once. Make a new one for every turn of a retry loop.
///
/// Use: lock the list; test the condition; `waiter w; list.push_back(w); w.suspend_and_unlock(list)`. With a deadline:
/// unlock, `w.suspend_until(deadline)`, and when the reason is not completed, lock the list again and remove(w).
/// Between construction and the suspension the caller runs no foreign code. Suspends: suspend(), suspend_until(),
/// suspend_and_unlock(). Allocates nothing. Callable from fibers and plain threads.
class WEFT_API waiter {
public:
    /// Begins the wait: a waker may win from now on.
    /// For reports `kind` says what it waits for, and `object` where.
    explicit waiter(const wait_kind& kind = k_some_wait, const void* object = nullptr) noexcept
        : unit_(&detail::this_unit()), epoch_(unit_->word.arm()), kind_(&kind), object_(object) {}

    /// The wait that `whole` has begun, in a further list: who wins any of its waiters wins the wait, once. `whole`
    /// suspends, and may be in no list itself. Afterwards is_chosen() says which was won; the others must be removed
    /// from their lists before they go.
    waiter(const waiter& whole, const wait_kind& kind, const void* object) noexcept
        : unit_(whole.unit_), epoch_(whole.epoch_), kind_(&kind), object_(object) {}
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;

    /// Lets a cancellation end this wait: suspend() and suspend_until() may return `cancelled` then. While nobody can
    /// win it: before it is in a list, or with that list's lock. Then suspend: nobody else ends a wait that was opened.
    /// A wait that is not opened ends as its primitive says.
    void open() noexcept;

    /// Suspends the fiber (blocks the plain thread) until somebody wins this wait; returns why it ended.
    wake_reason suspend() noexcept;

    /// As suspend(), and ends with timed_out once the runtime's clock reaches `deadline`.
    wake_reason suspend_until(any_time_point deadline) noexcept;

    /// As suspend(), for a wait that only holders of the lock of `held` can end, and all for the same reason: the lock,
    /// which the caller holds, is released once nobody can continue the fiber on the stack that it still uses.
    void suspend_and_unlock(wait_list& held) noexcept WEFT_RELEASE(held);

    /// As suspend_and_unlock(), and opens the wait, which was made closed: it may end with `cancelled`, too. Then the
    /// caller takes the lock of `held` again and removes it from there.
    wake_reason suspend_open_and_unlock(wait_list& held) noexcept WEFT_RELEASE(held);

    /// True when the wait was won through this entry, by one who found it in its list. After the wait, its own unit
    /// only.
    bool is_chosen() const noexcept { return chosen_; }

    /// True while it is in a list. With that list's lock.
    bool is_linked() const noexcept { return linked_; }

    /// Tries to win this wait. Any thread; the caller holds what keeps the waiter alive (its list's lock, usually).
    claimed_waiter claim(wake_reason reason) noexcept { return {this, unit_, unit_->word.claim(epoch_, reason)}; }

    /// What it was made with.
    const wait_kind& kind() const noexcept { return *kind_; }
    const void* object() const noexcept { return object_; }

    void* data = nullptr;       ///< for the primitive: where to put or find what is handed over
    detail::time_point since{}; ///< for the primitive: when the wait began
    std::uint32_t tag = 0;      ///< for the primitive

private:
    friend class wait_list;
    friend class claimed_waiters;
    friend struct detail::observe::debug_layout;
    friend claimed_waiter detail::fibers::claim_from_outside(detail::fiber_record& fiber, std::uint16_t depth) noexcept;

    bool is_cancelled() noexcept;
    bool look_at_levels() noexcept;
    void await_switch() const noexcept;

    detail::waiting_unit* unit_;
    std::uint32_t epoch_;
    const wait_kind* kind_;
    const void* object_;
    wait_list* left_early_ = nullptr; // of an open wait whose fiber said that it is off its stack: that list's lock
    bool is_open_ = false;            // by open()
    bool linked_ = false;
    bool chosen_ = false;
    bool was_off_ = false; // among claimed_waiters: its unit was off its stack when it was claimed
    waiter* next_ = nullptr;
    waiter* previous_ = nullptr;
};

} // namespace weft::lowlevel
