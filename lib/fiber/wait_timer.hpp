// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "queue/timer_queue.hpp"

#include <weft/lowlevel/waiter.hpp>

namespace weft::detail::fibers {

/// The timer of one timed wait, on the waiter's own stack.
class wait_timer final : public timer_node {
public:
    wait_timer(lowlevel::waiter& who, time_point deadline) noexcept : timer_node(deadline), who_(who) {}

    /// Tries to end the wait by timing out. Called with the timer queue's lock held, so the waiter cannot go away.
    lowlevel::claimed_waiter claim() noexcept { return who_.claim(wake_reason::timed_out); }

private:
    lowlevel::waiter& who_;
};

} // namespace weft::detail::fibers
