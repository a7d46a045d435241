// SPDX-License-Identifier: BSL-1.0
#include <weft/event.hpp>

#include "sync/wait_on.hpp"

#include <weft/detail/fiber/carrier_face.hpp>

namespace weft {

bool event::is_set() const noexcept {
    const detail::lock_scope guard(waiters_);
    return is_set_;
}

void event::set() noexcept {
    detail::never_suspends("sets event", this);
    lowlevel::claimed_waiters woken;
    {
        const detail::lock_scope guard(waiters_);
        is_set_ = true;
        woken = waiters_.claim_all();
    }
    woken.deliver();
}

void event::reset() noexcept {
    detail::never_suspends("resets event", this);
    const detail::lock_scope guard(waiters_);
    is_set_ = false;
}

void event::wait() { static_cast<void>(wait_until(detail::k_no_deadline)); }

bool event::wait_for(any_duration timeout) { return wait_until(detail::deadline_after(timeout)); }

bool event::wait_until(any_time_point deadline) {
    detail::checkpoint("waits for event", this);
    waiters_.lock();
    if (is_set_ || detail::is_past(deadline.when())) {
        const bool set = is_set_;
        waiters_.unlock();
        return set;
    }
    lowlevel::waiter self(k_wait, this);
    return detail::wait_on(waiters_, self, deadline.when());
}

} // namespace weft
