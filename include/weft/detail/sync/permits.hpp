// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/deadline.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstddef>

namespace weft::detail::sync {

/// What every semaphore is made of: permits, and those who wait for one. A released permit goes to the oldest waiter,
/// which finds it its own when it runs; so nobody overtakes. Any fiber or thread.
///
/// Invariant, whenever the lock is free: somebody waits unclaimed => no permit is free.
class WEFT_API permits {
public:
    /// Throws std::invalid_argument unless 0 <= free <= most.
    constexpr permits(std::ptrdiff_t free, std::ptrdiff_t most) : most_(most), free_(free) {
        if (free < 0 || free > most) refuse(free);
    }

    bool try_acquire() noexcept;
    bool acquire_until(time_point deadline);

    /// Throws std::invalid_argument for a negative count, std::overflow_error when more than `most` would be free;
    /// nothing is released then.
    void release(std::ptrdiff_t count);

private:
    [[noreturn]] static void refuse(std::ptrdiff_t free);

    static constexpr lowlevel::wait_kind k_acquire{.verb = "waits to acquire semaphore"};

    const std::ptrdiff_t most_;
    lowlevel::wait_list waiters_; // its lock guards everything
    std::ptrdiff_t free_ WEFT_GUARDED_BY(waiters_);
};

} // namespace weft::detail::sync
