// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/sync/permits.hpp>

#include "sync/claimed_line.hpp"
#include "sync/wait_on.hpp"

#include <weft/detail/fiber/carrier_face.hpp>

#include <stdexcept>

namespace weft::detail::sync {

void permits::refuse(std::ptrdiff_t free) {
    throw std::invalid_argument(free < 0 ? "weft: a semaphore cannot begin with fewer than 0 permits"
                                         : "weft: a semaphore cannot begin with more permits than its maximum");
}

bool permits::try_acquire() noexcept {
    never_suspends("tries to acquire semaphore", this);
    const lock_scope guard(waiters_);
    if (free_ == 0) return false;
    --free_;
    return true;
}

bool permits::acquire_until(time_point deadline) {
    checkpoint("acquires semaphore", this);
    waiters_.lock();
    if (free_ != 0) {
        --free_;
        waiters_.unlock();
        return true;
    }
    if (is_past(deadline)) {
        waiters_.unlock();
        return false;
    }
    lowlevel::waiter self(k_acquire, this);
    claimed_line::link place;
    self.data = &place;
    return wait_on(waiters_, self, deadline);
}

void permits::release(std::ptrdiff_t count) {
    never_suspends("releases semaphore", this);
    if (count < 0) throw std::invalid_argument("weft: release() of a negative number of permits");
    claimed_line served;
    {
        const lock_scope guard(waiters_);
        if (count > most_ - free_)
            throw std::overflow_error(
                "weft: a semaphore was released more often than it was acquired: its maximum is reached");
        for (; count != 0; --count) {
            const lowlevel::claimed_waiter next = waiters_.claim_front();
            if (!next) break;
            served.add(next);
        }
        free_ += count;
    }
    served.deliver();
}

} // namespace weft::detail::sync
