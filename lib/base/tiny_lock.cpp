// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/tiny_lock.hpp>

#include <weft/detail/base/pause.hpp>
#include <weft/detail/base/tuning.hpp>

#include <algorithm>

namespace weft::detail::base {

#if !WEFT_MODEL
atomic<std::uint32_t> lock_waiters::counts_[k_groups];
#endif

void tiny_lock::lock_slow() noexcept {
    for (int look = 0; look < k_lock_looks; ++look) {
        if (word_.load(memory_order_relaxed) == k_free && try_lock()) return;
        // Each look takes the cache line from the holder, who is quicker the longer it is left alone: a lock that two
        // threads want all the time is cheapest when each has it for a microsecond.
        for (int pause = 0; pause < 1 << std::min(k_lock_backoff_least + look, k_lock_backoff); ++pause) cpu_pause();
    }
    atomic<std::uint32_t>& waiters = lock_waiters::of(&word_);
    waiters.fetch_add(1, memory_order_seq_cst);
    asymmetric_fence::heavy();
    while (!try_lock()) futex_wait(&word_, k_held);
    waiters.fetch_sub(1, memory_order_seq_cst);
}

void tiny_lock::await_release() noexcept {
    for (int look = 0; look < k_lock_looks; ++look) {
        if (word_.load(memory_order_acquire) == k_free) return; // pairs with unlock()
        for (int pause = 0; pause < 1 << k_lock_backoff_least; ++pause) cpu_pause();
    }
    lock();
    unlock();
}

} // namespace weft::detail::base
