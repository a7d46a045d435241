// SPDX-License-Identifier: BSL-1.0
#include <weft/call_once.hpp>

#include "sync/wait_on.hpp"

#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/fiber/describe_unit.hpp>

namespace weft {
namespace {

/// Told to a claimed waiter through its tag.
enum turn : std::uint32_t { over, yours };

} // namespace

/// True when the caller is to make the call.
bool once_flag::begin() {
    detail::checkpoint("calls once", this);
    const detail::waiting_unit& me = detail::this_unit();
    waiters_.lock();
    if (state_ != state::running) {
        const bool mine = state_ == state::fresh;
        if (mine) {
            state_ = state::running;
            runner_ = &me;
        }
        waiters_.unlock();
        return mine;
    }
    if (runner_ == &me) [[unlikely]]
        detail::misuse_by_units(
            "calls weft::call_once from within the call for the same flag: it would wait for itself", me, &me);
    lowlevel::waiter self(k_wait, this);
    self.data = const_cast<detail::waiting_unit*>(&me); // only to be compared
    return detail::wait_on(waiters_, self) && self.tag == yours;
}

void once_flag::finish() noexcept {
    lowlevel::claimed_waiters woken;
    {
        const detail::lock_scope guard(waiters_);
        state_ = state::done;
        woken = waiters_.claim_all();
    }
    woken.deliver();
}

/// The oldest waiter makes the next attempt.
void once_flag::give_up() noexcept {
    lowlevel::claimed_waiter next;
    {
        const detail::lock_scope guard(waiters_);
        next = waiters_.claim_front();
        if (next) {
            next->tag = yours;
            runner_ = static_cast<const detail::waiting_unit*>(next->data);
        } else {
            state_ = state::fresh;
            runner_ = nullptr;
        }
    }
    if (next) next.deliver();
}

} // namespace weft
