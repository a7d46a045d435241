// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/tiny_lock.hpp>

#include <weft/detail/base/pause.hpp>
#include <weft/detail/base/tuning.hpp>

namespace weft::detail {

#if !WEFT_MODEL
atomic<std::uint32_t> lock_waiters::counts_[k_groups];
#endif

void tiny_lock::lock_slow() noexcept {
    for (int spin = 0; spin < k_lock_spins; ++spin) {
        if (word_.load(memory_order_relaxed) == k_free && try_lock()) return;
        cpu_pause();
    }
    atomic<std::uint32_t>& waiters = lock_waiters::of(&word_);
    waiters.fetch_add(1, memory_order_seq_cst);
    asymmetric_fence::heavy();
    while (!try_lock()) futex_wait(&word_, k_held);
    waiters.fetch_sub(1, memory_order_seq_cst);
}

} // namespace weft::detail
