// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstddef>
#include <limits>

namespace weft {

/// A count that goes down to zero once, and lets all who wait for that go on. Fibers of any runtime and plain threads.
///
/// The waits suspend the fiber (block the plain thread) until the count is zero; they are checkpoints. What happened
/// before any count_down() is seen after the wait. Timeouts and deadlines are measured by the caller's clock,
/// weft::clock. Whoever a wait lets through may destroy the latch at once.
///
/// @code
/// weft::latch ready(2);
/// auto first = weft::spawn([&] { ready.count_down(); });
/// auto second = weft::spawn([&] { ready.count_down(); });
/// ready.wait();
/// @endcode
class WEFT_API latch {
public:
    /// Throws std::invalid_argument for a negative count.
    constexpr explicit latch(std::ptrdiff_t count) : left_(count) {
        if (count < 0) refuse_count();
    }
    latch(const latch&) = delete;
    latch& operator=(const latch&) = delete;

    /// Lowers the count by `by`. Never suspends. Throws std::invalid_argument, and lowers nothing, when `by` is
    /// negative or more than what is left.
    void count_down(std::ptrdiff_t by = 1);

    /// True when the count is zero. Never suspends.
    [[nodiscard]] bool try_wait() const noexcept;

    /// Waits until the count is zero.
    void wait() const;

    /// As wait(), for `timeout` at most; returns false when the count was not zero in time.
    [[nodiscard]] bool wait_for(any_duration timeout) const;

    /// As wait(), until `deadline` at most; returns false when the count was not zero in time.
    [[nodiscard]] bool wait_until(any_time_point deadline) const;

    /// count_down(by) and wait().
    void arrive_and_wait(std::ptrdiff_t by = 1);

    /// The most arrivals that it may be made for.
    static constexpr std::ptrdiff_t(max)() noexcept { return (std::numeric_limits<std::ptrdiff_t>::max)(); }

private:
    static constexpr lowlevel::wait_kind k_wait{.verb = "waits for latch"};

    [[noreturn]] static void refuse_count();
    lowlevel::claimed_waiters lower(std::ptrdiff_t by) WEFT_REQUIRES(waiters_);

    // Invariant, whenever the lock is free: somebody waits unclaimed => the count is not zero.
    mutable lowlevel::wait_list waiters_; // its lock guards everything
    std::ptrdiff_t left_ WEFT_GUARDED_BY(waiters_);
};

} // namespace weft
