// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/base/fence.hpp>
#include <weft/detail/base/futex.hpp>
#include <weft/detail/base/thread_safety.hpp>

#include <cstddef>
#include <cstdint>

namespace weft::detail::base {

/// How many threads block, or are about to, on the locks of each group of addresses: kept here and not in the locks, as
/// unlock() must not touch its lock once it is free.
class WEFT_API lock_waiters {
public:
    static atomic<std::uint32_t>& of(const void* lock) noexcept;

private:
    static constexpr std::size_t k_groups = 64;
    static atomic<std::uint32_t> counts_[k_groups];
};

#if !WEFT_MODEL
inline atomic<std::uint32_t>& lock_waiters::of(const void* lock) noexcept {
    return counts_[(reinterpret_cast<std::uintptr_t>(lock) >> 6) % k_groups];
}
#endif

/// A lock of four bytes for sections of a few instructions that never suspend: the inside of wait lists and queues.
/// A waiter spins a little, then blocks its thread. unlock() touches the lock's memory last with the store that frees
/// it, so whoever locks next may destroy the lock at once.
///
/// No wake-up is lost: unlock() stores `free`, passes the light half of a fence and loads the group's count; who blocks
/// adds itself to the count, passes the heavy half and looks at the word (as the futex does, in one step with the
/// beginning of the wait). So either the count is seen and somebody is woken, or `free` is seen, or the lock has a new
/// holder, who unlocks too.
class WEFT_API WEFT_CAPABILITY("lock") tiny_lock {
public:
    void lock() noexcept WEFT_ACQUIRE() {
        std::uint32_t expected = k_free;
        if (!word_.compare_exchange_strong(expected, k_held, memory_order_acquire, memory_order_relaxed)) lock_slow();
    }

    bool try_lock() noexcept WEFT_TRY_ACQUIRE(true) {
        std::uint32_t expected = k_free;
        return word_.compare_exchange_strong(expected, k_held, memory_order_acquire, memory_order_relaxed);
    }

    void unlock() noexcept WEFT_RELEASE() {
        const void* const word = &word_;
        asymmetric_fence::store_before_light(word_, k_free);
        if (lock_waiters::of(word).load(memory_order_seq_cst) != 0) [[unlikely]]
            futex_wake(word, 1);
    }

    /// Returns once the thread that held the lock when this was called has released it; what that did before is seen.
    /// The lock is not taken, unless it changes hands all the time.
    void await_release() noexcept;

private:
    // 0 free | 1 held. Any thread moves 0->1, the holder 1->0.
    static constexpr std::uint32_t k_free = 0;
    static constexpr std::uint32_t k_held = 1;

    void lock_slow() noexcept WEFT_ACQUIRE();

    atomic<std::uint32_t> word_{k_free};
};

static_assert(sizeof(tiny_lock) == 4);

} // namespace weft::detail::base
