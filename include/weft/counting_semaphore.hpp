// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/detail/sync/permits.hpp>

#include <cstddef>
#include <limits>

namespace weft {

/// At most `Max` permits, which fibers of any runtime and plain threads acquire and release; whoever releases a permit
/// need not have acquired it.
///
/// acquire() suspends the fiber (blocks the plain thread) while no permit is free, and is a checkpoint. Permits are
/// handed over first-in first-out: nobody who comes later overtakes. What happened before a release() is seen after the
/// acquire() it let through. Timeouts and deadlines are measured by the caller's clock, weft::clock. Whoever it lets
/// through may destroy it at once, if nobody else waits.
///
/// @code
/// weft::counting_semaphore<> connections(8);
/// connections.acquire();
/// connections.release();
/// @endcode
template <std::ptrdiff_t Max = (std::numeric_limits<std::ptrdiff_t>::max)()>
class counting_semaphore {
    static_assert(Max >= 0, "a semaphore's maximum cannot be negative");

public:
    /// Throws std::invalid_argument unless 0 <= permits <= Max.
    constexpr explicit counting_semaphore(std::ptrdiff_t permits) : permits_(permits, Max) {}
    counting_semaphore(const counting_semaphore&) = delete;
    counting_semaphore& operator=(const counting_semaphore&) = delete;

    /// Takes a permit, suspending until there is one.
    void acquire() { static_cast<void>(permits_.acquire_until(detail::k_no_deadline)); }

    /// Takes a permit if one is free; never suspends.
    [[nodiscard]] bool try_acquire() noexcept { return permits_.try_acquire(); }

    /// As acquire(), for `timeout` at most; returns false, and no permit was taken, when none was free in time.
    [[nodiscard]] bool try_acquire_for(any_duration timeout) {
        return try_acquire_until(detail::deadline_after(timeout));
    }

    /// As acquire(), until `deadline` at most; returns false, and no permit was taken, when none was free in time.
    [[nodiscard]] bool try_acquire_until(any_time_point deadline) { return permits_.acquire_until(deadline.when()); }

    /// Gives `count` permits to those who wait, and to those to come. Never suspends. Throws, and gives nothing,
    /// std::invalid_argument for a negative count, std::overflow_error when more than Max would be free.
    void release(std::ptrdiff_t count = 1) { permits_.release(count); }

    /// The most permits that it may have.
    static constexpr std::ptrdiff_t(max)() noexcept { return Max; }

private:
    detail::permits permits_;
};

using binary_semaphore = counting_semaphore<1>;

} // namespace weft
