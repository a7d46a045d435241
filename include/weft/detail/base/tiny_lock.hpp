// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/futex.hpp>
#include <weft/detail/base/thread_safety.hpp>

namespace weft::detail {

/// A lock of four bytes for sections of a few instructions that never suspend: the inside of wait lists and queues.
/// A waiter spins a little, then blocks its thread. unlock() touches the lock's memory last with its exchange, so whoever
/// locks next may destroy the lock at once.
class WEFT_CAPABILITY("lock") tiny_lock {
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
        if (word_.exchange(k_free, memory_order_release) == k_contended) futex_wake(&word_, 1);
    }

private:
    // 0 free | 1 held, nobody waits | 2 held, somebody may wait. Any thread moves 0->1 and ->2; the holder moves ->0.
    static constexpr std::uint32_t k_free = 0;
    static constexpr std::uint32_t k_held = 1;
    static constexpr std::uint32_t k_contended = 2;

    void lock_slow() noexcept WEFT_ACQUIRE();

    atomic<std::uint32_t> word_{k_free};
};

static_assert(sizeof(tiny_lock) == 4);

} // namespace weft::detail
