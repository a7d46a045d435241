// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/sync/condition_waiters.hpp>

#include <weft/detail/base/lock_scope.hpp>

#include <cstdint>

namespace weft::detail::sync {
namespace {

constexpr lowlevel::wait_kind k_destroy{.verb = "waits until all have left condition"};

/// What a waiter in the list is, by its tag.
enum in_condition : std::uint32_t { waits, destroys };

} // namespace

void condition_waiters::enter(lowlevel::waiter& self) noexcept {
    const lock_scope guard(list_);
    list_.push_back(self);
}

void condition_waiters::leave(lowlevel::waiter& self) noexcept {
    lowlevel::claimed_waiter destroyer;
    {
        const lock_scope guard(list_);
        if (!list_.remove(self)) --passed_;
        const lowlevel::waiter* const first = list_.front();
        if (first != nullptr && first->tag == destroys && !has_leavers()) destroyer = list_.claim_front();
    }
    if (destroyer) destroyer.deliver();
}

lowlevel::claimed_waiter condition_waiters::claim_one() noexcept {
    const lock_scope guard(list_);
    return list_.claim_front(passed_);
}

lowlevel::claimed_waiters condition_waiters::claim_all() noexcept {
    const lock_scope guard(list_);
    return list_.claim_all(passed_);
}

void condition_waiters::let_all_leave(const void* object) noexcept {
    list_.lock();
    if (!has_leavers()) {
        list_.unlock();
        return;
    }
    lowlevel::waiter self(k_destroy, object);
    self.tag = destroys;
    list_.push_front(self);
    self.suspend_and_unlock(list_);
}

} // namespace weft::detail::sync
