// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/lowlevel/wait_list.hpp>

namespace weft {

/// Mutual exclusion between fibers of any runtime and plain threads; std::lock_guard, unique_lock and scoped_lock work on it.
/// A fiber may keep it locked while it is suspended and unlock it on another worker.
///
/// lock() suspends the fiber (blocks the plain thread) while somebody else has the lock. It is not a checkpoint: it is never
/// cancelled. A newcomer may overtake those who wait, until the oldest has waited for 1 ms: then the lock is handed to it.
/// Locking twice and unlocking what one has not locked are reported, with both fibers, and abort.
/// Whoever locked it may destroy it right after unlocking, if nobody waits for it.
///
/// @code
/// weft::mutex guard;
/// const std::lock_guard lock(guard);
/// @endcode
class mutex {
public:
    mutex() = default;
    mutex(const mutex&) = delete;
    mutex& operator=(const mutex&) = delete;

    void lock() noexcept;

    /// Takes the lock if it is free; never suspends.
    [[nodiscard]] bool try_lock() noexcept;

    /// Gives the lock back and wakes a waiter. Never suspends.
    void unlock() noexcept;

private:
    // bit 0 locked: moved by whoever takes or gives the lock; bit 1 waiters: moved under the list's lock.
    static constexpr std::uint32_t k_locked = 1;
    static constexpr std::uint32_t k_waiters = 2;
    static const lowlevel::wait_kind k_lock;

    static const detail::waiting_unit* owner_of(const void* object) noexcept;

    bool try_take() noexcept;
    void lock_slow() noexcept;
    void unlock_slow() noexcept;
    enum class turn : std::uint8_t { first, again };
    bool enqueue_or_take(lowlevel::waiter& self, turn which) noexcept;
    void check_not_mine() const noexcept;
    void check_mine() const noexcept;
    void set_owner(const detail::waiting_unit* unit) noexcept { owner_.store(unit, detail::memory_order_relaxed); }

    detail::atomic<std::uint32_t> word_{0};
    // For the checks only: exact for whoever holds the lock.
    detail::atomic<const detail::waiting_unit*> owner_{nullptr};
    lowlevel::wait_list waiters_;
};

} // namespace weft
