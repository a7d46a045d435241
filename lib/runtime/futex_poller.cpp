// SPDX-License-Identifier: BSL-1.0
#include "runtime/futex_poller.hpp"

#include <weft/detail/base/futex.hpp>

namespace weft::detail::sched {

void futex_poller::park(time_point deadline) {
    std::uint32_t seen = k_empty;
    if (word_.compare_exchange_strong(seen, k_parked, memory_order_seq_cst)) {
        while (word_.load(memory_order_seq_cst) == k_parked) {
            if (deadline == time_point::max())
                futex_wait(&word_, k_parked);
            else if (!futex_wait_until(&word_, k_parked, deadline))
                break;
        }
    }
    word_.exchange(k_empty, memory_order_seq_cst);
}

void futex_poller::unpark() noexcept {
    if (word_.exchange(k_notified, memory_order_seq_cst) == k_parked) futex_wake(&word_, 1);
}

} // namespace weft::detail::sched
