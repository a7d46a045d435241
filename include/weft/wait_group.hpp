// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstddef>

namespace weft {

/// A count of work that is not done yet, which others wait for; unlike a latch it may grow, and be used again. Fibers
/// of any runtime and plain threads.
///
/// The waits suspend the fiber (block the plain thread) until the count is zero; they are checkpoints. Call add()
/// before the work starts, not in it: whoever waits might come first. What happened before a done() is seen after the
/// wait. Timeouts and deadlines are measured by the caller's clock, weft::clock. Whoever a wait lets through may
/// destroy it at once.
///
/// @code
/// weft::wait_group work;
/// work.add(2);
/// for (int i = 0; i < 2; ++i) weft::spawn([&] { work.done(); }).detach();
/// work.wait();
/// @endcode
class WEFT_API wait_group {
public:
    wait_group() = default;
    wait_group(const wait_group&) = delete;
    wait_group& operator=(const wait_group&) = delete;

    /// Raises the count. Never suspends. Throws std::invalid_argument for a negative number, std::overflow_error when
    /// it does not fit.
    void add(std::ptrdiff_t more = 1);

    /// Lowers the count by one; at zero all who wait go on. Never suspends. Throws std::logic_error when the count is
    /// zero already.
    void done();

    /// Waits until the count is zero.
    void wait();

    /// As wait(), for `timeout` at most; returns false when the count was not zero in time.
    [[nodiscard]] bool wait_for(any_duration timeout);

    /// As wait(), until `deadline` at most; returns false when the count was not zero in time.
    [[nodiscard]] bool wait_until(any_time_point deadline);

private:
    static constexpr lowlevel::wait_kind k_wait{.verb = "waits for wait group"};

    // Invariant, whenever the lock is free: somebody waits unclaimed => the count is not zero.
    lowlevel::wait_list waiters_; // its lock guards everything
    std::ptrdiff_t left_ WEFT_GUARDED_BY(waiters_) = 0;
};

} // namespace weft
