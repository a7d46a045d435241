// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/fiber/deadline.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstdint>

namespace weft::detail {

/// What every mutex is made of: the lock itself, without the switch points of simulations. Any fiber or thread.
///
/// One word: the address of the unit that has the lock, 0 when it is free, and two bits that an address leaves:
///     waiters   the list is not empty             moved by holders of the list's lock
///     coming    a waiter was claimed to compete     set by the unlocker that claimed it, under the list's lock; cleared by
///               for the lock and is on its way      that waiter, when it takes the lock or goes back to the list
/// Whoever finds the lock free takes it, whatever the bits say; only the owner gives it back.
///
/// Invariant: free and `waiters` => `coming`. So at most one waiter competes at a time, unlocks meanwhile need not look at the
/// list, and whoever competes in vain goes back to the front under the list's lock, where it sees that there is an owner,
/// whose unlock looks at the list again. A waiter that has waited for 1 ms is not let compete: the lock is handed to it.
///
/// unlock() ends with the step that frees the lock, unless it has claimed a waiter: then it still touches the list's lock and the
/// waiter, while nobody may destroy the lock, as that waiter wants it and does not run yet.
class lock_core {
public:
    void lock() noexcept {
        const std::uintptr_t me = address_here();
        std::uintptr_t seen = 0; // a guess: a look before the exchange costs as much as half of it
        if (!word_.compare_exchange_strong(seen, me, memory_order_acquire, memory_order_relaxed)) [[unlikely]]
            static_cast<void>(lock_slow(me, k_no_deadline));
    }

    bool try_lock() noexcept { return try_take(address_here()); }

    bool try_lock_until(time_point deadline) noexcept { return lock_slow(address_here(), deadline); }

    void unlock() noexcept {
        const std::uintptr_t me = address_here();
        std::uintptr_t seen = me; // a guess, as above
        if (!word_.compare_exchange_strong(seen, 0, memory_order_release, memory_order_relaxed)) [[unlikely]]
            unlock_slow(me, seen);
    }

    /// True when the caller has the lock.
    bool is_mine() const noexcept {
        return owner(word_.load(memory_order_relaxed)) ==
               address_here(); // nobody else writes or removes the caller's address
    }

private:
    static constexpr std::uintptr_t k_waiters = 1;
    static constexpr std::uintptr_t k_coming = 2;
    static constexpr std::uintptr_t k_bits = k_waiters | k_coming;
    static_assert(alignof(waiting_unit) > k_bits);
    static const lowlevel::wait_kind k_lock;
    enum class turn : std::uint8_t { first, again };

    static std::uintptr_t address_here() noexcept { return reinterpret_cast<std::uintptr_t>(&this_unit()); }
    static constexpr std::uintptr_t owner(std::uintptr_t word) noexcept { return word & ~k_bits; }
    static constexpr bool must_wake(std::uintptr_t word) noexcept { return (word & k_bits) == k_waiters; }
    static const waiting_unit* owner_of(const void* object) noexcept;

    bool try_take(std::uintptr_t me) noexcept;
    bool lock_slow(std::uintptr_t me, time_point deadline) noexcept;
    bool take_or_announce(std::uintptr_t me, turn which) noexcept;
    bool try_take_coming(std::uintptr_t me) noexcept;
    bool compete(std::uintptr_t me) noexcept;
    bool take_or_leave(std::uintptr_t me) noexcept;
    void forget(lowlevel::waiter& self) noexcept;
    void unlock_slow(std::uintptr_t me, std::uintptr_t seen) noexcept;
    bool wake_one() noexcept;

    atomic<std::uintptr_t> word_{0};
    lowlevel::wait_list waiters_;
};

} // namespace weft::detail
