// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/sync/outcome.hpp>

#include "sync/wait_on.hpp"

#include <weft/detail/fiber/carrier_face.hpp>

namespace weft::detail::sync {

void outcome_core::begin() {
    never_suspends("sets promise", this);
    const lock_scope guard(waiters_);
    if (state_ != state::pending) throw std::future_error(std::future_errc::promise_already_satisfied);
    state_ = state::setting;
}

void outcome_core::abandon() noexcept {
    const lock_scope guard(waiters_);
    state_ = state::pending;
}

void outcome_core::finish() noexcept {
    lowlevel::claimed_waiters woken;
    {
        const lock_scope guard(waiters_);
        state_ = state::ready;
        woken = waiters_.claim_all();
    }
    woken.deliver();
}

void outcome_core::finish_with(std::exception_ptr why) noexcept {
    failure_ = std::move(why);
    finish();
}

void outcome_core::break_promise() noexcept {
    {
        const lock_scope guard(waiters_);
        if (state_ != state::pending) return;
        state_ = state::setting;
    }
    std::exception_ptr why;
    try {
        why = std::make_exception_ptr(std::future_error(std::future_errc::broken_promise));
    } catch (...) {
        why = std::current_exception(); // no memory to say what it means: a promise may go nevertheless
    }
    finish_with(std::move(why));
}

void outcome_core::take_future() {
    const lock_scope guard(waiters_);
    if (is_taken_) throw std::future_error(std::future_errc::future_already_retrieved);
    is_taken_ = true;
}

bool outcome_core::is_ready() const noexcept {
    const lock_scope guard(waiters_);
    return state_ == state::ready;
}

bool outcome_core::wait_until(time_point deadline) const {
    checkpoint("waits for future", this);
    waiters_.lock();
    if (state_ == state::ready || is_past(deadline)) {
        const bool ready = state_ == state::ready;
        waiters_.unlock();
        return ready;
    }
    lowlevel::waiter self(k_wait, this);
    return wait_on(waiters_, self, deadline);
}

} // namespace weft::detail::sync
