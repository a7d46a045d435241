// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/tiny_lock.hpp>

#include <weft/detail/base/pause.hpp>
#include <weft/detail/base/tuning.hpp>

namespace weft::detail {

void tiny_lock::lock_slow() noexcept {
    for (int spin = 0; spin < k_lock_spins; ++spin) {
        if (word_.load(memory_order_relaxed) == k_free && try_lock()) return;
        cpu_pause();
    }
    while (word_.exchange(k_contended, memory_order_acquire) != k_free) futex_wait(&word_, k_contended);
}

} // namespace weft::detail
