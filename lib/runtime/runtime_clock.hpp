// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/futex.hpp>
#include <weft/detail/base/steady_now.hpp>
#include <weft/options.hpp>

namespace weft::detail::sched {

/// A runtime's clock: CLOCK_MONOTONIC, or a number that only advance_to() moves, and only forward. Any thread.
class runtime_clock {
public:
    /// A virtual clock begins at `start`.
    runtime_clock(time_source source, time_point start) noexcept
        : virtual_(source == time_source::virtual_time), now_(start.time_since_epoch().count()) {}

    bool is_virtual() const noexcept { return virtual_; }

    time_point now() const noexcept {
        return virtual_ ? time_point(time_point::duration(now_.load(memory_order_seq_cst))) : steady_now();
    }

    void advance_to(time_point later) noexcept {
        auto seen = now_.load(memory_order_seq_cst);
        const auto wanted = later.time_since_epoch().count();
        while (seen < wanted && !now_.compare_exchange_weak(seen, wanted, memory_order_seq_cst)) {}
    }

private:
    const bool virtual_;
    atomic<time_point::rep> now_;
};

} // namespace weft::detail::sched
