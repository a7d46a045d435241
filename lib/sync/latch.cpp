// SPDX-License-Identifier: BSL-1.0
#include <weft/latch.hpp>

#include "sync/wait_on.hpp"

#include <weft/detail/fiber/carrier_face.hpp>

#include <stdexcept>

namespace weft {

void latch::refuse_count() { throw std::invalid_argument("weft: a latch cannot count from a negative number"); }

lowlevel::claimed_waiters latch::lower(std::ptrdiff_t by) {
    if (by < 0) throw std::invalid_argument("weft: a latch cannot be counted down by a negative number");
    if (by > left_) throw std::invalid_argument("weft: a latch was counted down below zero: it began with too little");
    left_ -= by;
    return left_ == 0 ? waiters_.claim_all() : lowlevel::claimed_waiters{};
}

void latch::count_down(std::ptrdiff_t by) {
    detail::never_suspends("counts down latch", this);
    lowlevel::claimed_waiters woken;
    {
        const detail::lock_scope guard(waiters_);
        woken = lower(by);
    }
    woken.deliver();
}

bool latch::try_wait() const noexcept {
    detail::never_suspends("looks at latch", this);
    const detail::lock_scope guard(waiters_);
    return left_ == 0;
}

void latch::wait() const { static_cast<void>(wait_until(detail::k_no_deadline)); }

bool latch::wait_for(any_duration timeout) const { return wait_until(detail::deadline_after(timeout)); }

bool latch::wait_until(any_time_point deadline) const {
    detail::checkpoint("waits for latch", this);
    waiters_.lock();
    if (left_ == 0 || detail::is_past(deadline.when())) {
        const bool is_zero = left_ == 0;
        waiters_.unlock();
        return is_zero;
    }
    lowlevel::waiter self(k_wait, this);
    return detail::wait_on(waiters_, self, deadline.when());
}

/// In one step: a waiter that is let through may destroy the latch.
void latch::arrive_and_wait(std::ptrdiff_t by) {
    detail::may_suspend("arrives at latch", this);
    waiters_.lock();
    lowlevel::claimed_waiters woken;
    try {
        woken = lower(by);
    } catch (...) {
        waiters_.unlock();
        throw;
    }
    if (left_ == 0) {
        waiters_.unlock();
        woken.deliver();
        return;
    }
    lowlevel::waiter self(k_wait, this);
    static_cast<void>(detail::wait_on(waiters_, self));
}

} // namespace weft
