// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/sync/barrier_core.hpp>

#include "sync/wait_on.hpp"

#include <weft/detail/fiber/carrier_face.hpp>

#include <stdexcept>

namespace weft::detail::sync {

void barrier_core::refuse_count() { throw std::invalid_argument("weft: a barrier cannot expect a negative number"); }

void barrier_core::take_off(std::ptrdiff_t count) {
    if (count <= 0) throw std::invalid_argument("weft: arrive() at a barrier needs a count of at least 1");
    if (count > left_)
        throw std::invalid_argument(
            "weft: more arrive at a barrier than it expects: expect more, or wait for the phase to end");
    left_ -= count;
}

barrier_core::arrival barrier_core::arrive(std::ptrdiff_t count, drop how) {
    never_suspends("arrives at barrier", this);
    const lock_scope guard(waiters_);
    take_off(count);
    if (how == drop::yes) --expected_;
    return {phase_, left_ == 0};
}

bool barrier_core::arrive_and_wait() {
    may_suspend("arrives at barrier", this);
    waiters_.lock();
    try {
        take_off(1);
    } catch (...) {
        waiters_.unlock();
        throw;
    }
    if (left_ == 0) {
        waiters_.unlock();
        return true;
    }
    lowlevel::waiter self(k_wait, this);
    static_cast<void>(wait_on(waiters_, self));
    return false;
}

void barrier_core::finish() noexcept {
    lowlevel::claimed_waiters woken;
    {
        const lock_scope guard(waiters_);
        ++phase_;
        left_ = expected_;
        woken = waiters_.claim_all();
    }
    woken.deliver();
}

void barrier_core::wait(std::uint64_t phase) const {
    checkpoint("waits at barrier", this);
    waiters_.lock();
    if (phase_ != phase) {
        waiters_.unlock();
        return;
    }
    lowlevel::waiter self(k_wait, this);
    static_cast<void>(wait_on(waiters_, self));
}

} // namespace weft::detail::sync
