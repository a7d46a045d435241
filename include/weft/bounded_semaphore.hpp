// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/sync/permits.hpp>

#include <cstddef>

namespace weft {

/// A weft::counting_semaphore whose maximum is what it began with, so that a release() too many is found: it throws.
/// For permits that stand for something, connections say. All else that is said of weft::counting_semaphore holds.
///
/// @code
/// weft::bounded_semaphore connections(8);
/// connections.acquire();
/// connections.release();
/// @endcode
class WEFT_API bounded_semaphore {
public:
    /// Throws std::invalid_argument for a negative number.
    constexpr explicit bounded_semaphore(std::ptrdiff_t permits) : permits_(permits, permits) {}
    bounded_semaphore(const bounded_semaphore&) = delete;
    bounded_semaphore& operator=(const bounded_semaphore&) = delete;

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

    /// Gives `count` permits back. Never suspends. Throws, and gives nothing back, std::overflow_error when more are
    /// released than were acquired, std::invalid_argument for a negative count.
    void release(std::ptrdiff_t count = 1) { permits_.release(count); }

private:
    detail::permits permits_;
};

} // namespace weft
