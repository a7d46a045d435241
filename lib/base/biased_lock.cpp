// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/biased_lock.hpp>

#include <weft/detail/base/futex.hpp>
#include <weft/detail/base/pause.hpp>
#include <weft/detail/base/steady_now.hpp>

#include <chrono>
#include <limits>

namespace weft::detail::base {

static constexpr auto k_nap = std::chrono::microseconds(50);

/// Under slow_: the same thread twice gets the bias; another than the one that has it ends it.
void biased_lock::consider(std::uintptr_t me) noexcept {
    const std::uintptr_t whose = bias_.load(memory_order_relaxed);
    const auto part = static_cast<std::uint32_t>(me >> 6);
    if (whose != 0 || !asymmetric_fence::is_asymmetric()) {
        turns_ = std::numeric_limits<std::int32_t>::max();
        if (whose != k_never) end_bias();
    } else if (last_ == part) {
        turns_ = 0; // whoever takes slow_ from now on comes here
        bias_.store(me, memory_order_relaxed);
    } else {
        turns_ = k_bias_turns;
        last_ = part;
    }
}

/// The holder had the lock by `fast_` or by `slow_`, and need not be known which: once each of them was seen free, it
/// has released the lock.
void biased_lock::await_release() noexcept {
    for (int look = 0; fast_.load(memory_order_acquire) == k_held; ++look) { // pairs with unlock()
        if (look == k_lock_looks) {
            lock(); // the biased thread takes the lock again and again
            unlock();
            return;
        }
        cpu_pause();
    }
    slow_.await_release();
}

void biased_lock::end_bias() noexcept {
    const bool was_biased = bias_.load(memory_order_relaxed) != 0;
    bias_.store(k_never, memory_order_relaxed);
    if (!was_biased) return;
    asymmetric_fence::heavy();
    for (int look = 0; fast_.load(memory_order_acquire) != k_free; ++look) {
        if (look < k_bias_looks)
            cpu_pause();
        else
            futex_wait_until(&fast_, k_held, steady_now() + k_nap); // nobody wakes it; its thread may want this core
    }
}

} // namespace weft::detail::base
