// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/futex.hpp>
#include <weft/detail/fiber/unit.hpp>
#include <weft/lowlevel/wait_kind.hpp>

#include <cstdint>

namespace weft::lowlevel {

using detail::wake_reason;

/// One wait of the calling fiber or thread: lives on the waiter's own stack, is linked into wait lists, and ends exactly
/// once. Make a new one for every turn of a retry loop.
///
/// Use: lock the list; test the condition; `waiter w; list.push_back(w)`; unlock; `w.suspend()`; when the reason is not
/// completed, lock the list again and remove(w). Between construction and suspend() the caller runs no foreign code.
/// Suspends: suspend(), suspend_until(). Allocates nothing. Callable from fibers and plain threads.
class waiter {
public:
    /// Begins the wait: a waker may win from now on.
    /// For reports `kind` says what it waits for, and `object` where.
    explicit waiter(const wait_kind& kind = k_some_wait, const void* object = nullptr) noexcept
        : unit_(&detail::this_unit()), epoch_(unit_->word.arm()), kind_(&kind), object_(object) {}
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;

    /// Suspends the fiber (blocks the plain thread) until somebody wins this wait; returns why it ended.
    wake_reason suspend() noexcept;

    /// As suspend(), and ends with timed_out once the runtime's clock reaches `deadline`.
    wake_reason suspend_until(detail::time_point deadline) noexcept;

    /// Tries to win this wait. Any thread; the caller holds what keeps the waiter alive (its list's lock, usually).
    detail::claimed_unit claim(wake_reason reason) noexcept { return {unit_, unit_->word.claim(epoch_, reason)}; }

    const wait_kind& kind() const noexcept { return *kind_; }
    const void* object() const noexcept { return object_; }

    void* data = nullptr;       ///< for the primitive: where to put or find what is handed over
    detail::time_point since{}; ///< for the primitive: when the wait began
    std::uint32_t tag = 0;      ///< for the primitive

private:
    friend class wait_list;
    friend class claimed_chain;

    detail::waiting_unit* unit_;
    std::uint32_t epoch_;
    const wait_kind* kind_;
    const void* object_;
    bool linked_ = false;
    waiter* next_ = nullptr;
    waiter* previous_ = nullptr;
    detail::claimed_unit won_; // while in a claimed_chain
};

} // namespace weft::lowlevel
