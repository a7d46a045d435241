// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/sync/gated_waits.hpp>

namespace weft::detail::sync {

gated_waits::~gated_waits() { waiters_.let_all_leave(this); }

gated_waits::entry::entry(gated_waits& at) noexcept : at_(&at) { at.gate_.lock(); }

void gated_waits::entry::open() noexcept {
    if (at_ == nullptr) return;
    gated_waits& at = *at_;
    at_ = nullptr;
    at.gate_.unlock();
}

void gated_waits::enqueue(lowlevel::waiter& self, entry& gate) noexcept {
    waiters_.enter(self);
    gate.open();
}

void gated_waits::leave(lowlevel::waiter& self) noexcept { waiters_.leave(self); }

void gated_waits::notify_one() noexcept {
    lowlevel::claimed_waiter next;
    {
        const entry gate(*this);
        next = waiters_.claim_one();
    }
    if (next) next.deliver();
}

void gated_waits::notify_all() noexcept {
    lowlevel::claimed_waiters all;
    {
        const entry gate(*this);
        all = waiters_.claim_all();
    }
    all.deliver();
}

} // namespace weft::detail::sync
