// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/sync/gated_waits.hpp>

#include "sync/leavers.hpp"

#include <weft/detail/base/lock_scope.hpp>

namespace weft::detail {

gated_waits::~gated_waits() { let_all_leave(waiters_, this); }

gated_waits::entry::entry(gated_waits& at) noexcept : at_(&at) { at.gate_.lock(); }

void gated_waits::entry::open() noexcept {
    if (at_ == nullptr) return;
    gated_waits& at = *at_;
    at_ = nullptr;
    at.gate_.unlock();
}

void gated_waits::enqueue(lowlevel::waiter& self, entry& gate) noexcept {
    {
        const lock_scope guard(waiters_);
        waiters_.push_back(self);
    }
    gate.open();
}

void gated_waits::leave(lowlevel::waiter& self) noexcept { leave_condition(waiters_, self); }

void gated_waits::notify_one() noexcept {
    lowlevel::claimed_waiter next;
    {
        const entry gate(*this);
        const lock_scope guard(waiters_);
        next = waiters_.claim_one();
    }
    if (next) next.deliver();
}

void gated_waits::notify_all() noexcept {
    lowlevel::claimed_chain all;
    {
        const entry gate(*this);
        const lock_scope guard(waiters_);
        all = waiters_.claim_each();
    }
    all.deliver();
}

} // namespace weft::detail
