// SPDX-License-Identifier: BSL-1.0
#include <weft/condition_variable.hpp>

#include <weft/detail/base/assert.hpp>
#include <weft/detail/fiber/carrier_face.hpp>

// Argument: the waiter is in the list before the mutex is free. So whoever changes the guarded state under the mutex
// afterwards notifies somebody who is in the list. A claim excludes the end of the time, so a notification is used up
// exactly when its waiter returns `no_timeout`.

namespace weft {

condition_variable::~condition_variable() { waiters_.let_all_leave(this); }

void condition_variable::notify_one() noexcept {
    detail::never_suspends("notifies one of condition", this);
    if (const lowlevel::claimed_waiter next = waiters_.claim_one()) next.deliver();
}

void condition_variable::notify_all() noexcept {
    detail::never_suspends("notifies all of condition", this);
    waiters_.claim_all().deliver();
}

std::cv_status condition_variable::wait_until(std::unique_lock<mutex>& lock, any_time_point deadline) {
    WEFT_ASSERT(lock.owns_lock(), "a wait on a weft::condition_variable without the lock: lock it first");
    detail::checkpoint("waits for condition", this);
    lowlevel::waiter self(k_wait, this);
    self.open();
    waiters_.enter(self);
    lock.mutex()->core_.unlock(); // the core: no switch point while the wait has begun
    const detail::wake_reason why =
        deadline.when() == detail::k_no_deadline ? self.suspend() : self.suspend_until(deadline);
    if (why != detail::wake_reason::completed) waiters_.leave(self); // else this may be gone
    lock.mutex()->core_.lock();
    if (why == detail::wake_reason::cancelled) detail::throw_cancelled(k_wait.verb);
    return why == detail::wake_reason::completed ? std::cv_status::no_timeout : std::cv_status::timeout;
}

} // namespace weft
