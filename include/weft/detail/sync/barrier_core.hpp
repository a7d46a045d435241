// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/base/thread_safety.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstddef>
#include <cstdint>

namespace weft::detail::sync {

/// The counting part of a barrier. The last to arrive completes the phase: between the last arrive() and finish()
/// nobody else may arrive. Any fiber or thread.
///
/// Invariant, whenever the lock is free: left_ == 0 <=> the last to arrive is between arrive() and finish(); an
/// unclaimed waiter waits for the end of phase_.
class WEFT_API barrier_core {
public:
    enum class drop : std::uint8_t { no, yes };
    struct arrival {
        std::uint64_t phase;
        bool is_last;
    };

    /// Throws std::invalid_argument for a negative number.
    constexpr explicit barrier_core(std::ptrdiff_t expected) : expected_(expected), left_(expected) {
        if (expected < 0) refuse_count();
    }

    /// Throws std::invalid_argument, and nobody has arrived, unless 0 < count <= those still expected.
    arrival arrive(std::ptrdiff_t count, drop how);

    /// As arrive(1, no) and wait() in one step, since a waiter that is let through may destroy the barrier. Returns
    /// true at once when the caller is the last, and is to finish() the phase.
    bool arrive_and_wait();

    /// Ends the phase and wakes all that wait for its end.
    void finish() noexcept;

    /// Waits for the end of a phase, which may be over.
    void wait(std::uint64_t phase) const;

private:
    static constexpr lowlevel::wait_kind k_wait{.verb = "waits at barrier"};

    [[noreturn]] static void refuse_count();
    void take_off(std::ptrdiff_t count) WEFT_REQUIRES(waiters_);

    mutable lowlevel::wait_list waiters_; // its lock guards everything
    std::ptrdiff_t expected_ WEFT_GUARDED_BY(waiters_);
    std::ptrdiff_t left_ WEFT_GUARDED_BY(waiters_);
    std::uint64_t phase_ WEFT_GUARDED_BY(waiters_) = 0;
};

} // namespace weft::detail::sync
