// SPDX-License-Identifier: BSL-1.0
#include <weft/wait_group.hpp>

#include "sync/wait_on.hpp"

#include <weft/detail/fiber/carrier_face.hpp>

#include <limits>
#include <stdexcept>

namespace weft {

void wait_group::add(std::ptrdiff_t more) {
    detail::never_suspends("adds to wait group", this);
    if (more < 0) throw std::invalid_argument("weft: add() of a negative number to a wait group: call done()");
    const detail::lock_scope guard(waiters_);
    if (more > std::numeric_limits<std::ptrdiff_t>::max() - left_)
        throw std::overflow_error("weft: a wait group cannot count that far");
    left_ += more;
}

void wait_group::done() {
    detail::never_suspends("is done in wait group", this);
    lowlevel::claimed_waiters woken;
    {
        const detail::lock_scope guard(waiters_);
        if (left_ == 0) throw std::logic_error("weft: done() was called more often than a wait group was added to");
        if (--left_ == 0) woken = waiters_.claim_all();
    }
    woken.deliver();
}

void wait_group::wait() { static_cast<void>(wait_until(detail::k_no_deadline)); }

bool wait_group::wait_for(any_duration timeout) { return wait_until(detail::deadline_after(timeout)); }

bool wait_group::wait_until(any_time_point deadline) {
    detail::checkpoint("waits for wait group", this);
    waiters_.lock();
    if (left_ == 0 || detail::is_past(deadline.when())) {
        const bool is_zero = left_ == 0;
        waiters_.unlock();
        return is_zero;
    }
    lowlevel::waiter self(k_wait, this);
    return detail::wait_on(waiters_, self, deadline.when());
}

} // namespace weft
