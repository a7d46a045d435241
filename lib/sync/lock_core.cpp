// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/sync/lock_core.hpp>

#include "fiber/carrier.hpp"
#include "sync/wait_on.hpp"

#include <weft/detail/fiber/describe_unit.hpp>
#include <weft/detail/fiber/switch_point.hpp>

#include <chrono>

namespace weft::detail {
namespace {

using lowlevel::claimed_waiter;
using lowlevel::waiter;

constexpr auto k_handover_after = std::chrono::milliseconds(1);

constexpr int k_lock_tries = 32;
constexpr int k_tries_a_look = 8; // between two looks at the clock

/// Told to a claimed waiter through its tag.
enum handover : std::uint32_t { may_compete, yours };

} // namespace

constinit const lowlevel::wait_kind lock_core::k_lock{.verb = "waits to lock mutex", .holder = &lock_core::owner_of};

const waiting_unit* lock_core::owner_of(const void* object) noexcept {
    return static_cast<const lock_core*>(object)->owner(); // a look
}

/// The waiter that is coming, and has waited since `since`, tries a few times, and gives way in between: the owner, which may
/// have yielded with the lock, then unlocks past it without a look at the list. Once the lock is to be handed to it, it goes
/// back to the list. Returns with the list's lock; true when the caller has the mutex, too.
bool lock_core::compete(waiting_unit& me, time_point since) noexcept {
    const bool may_yield = me.sink != nullptr && !is_observed(); // a simulation chooses at other places
    for (int tries = may_yield ? k_lock_tries : 1; tries > 1; --tries) {
        if (tries % k_tries_a_look == 0 && now_here() - since >= k_handover_after) break;
        if (owner() == nullptr) {
            waiters_.lock();
            if (take(me)) return true;
            waiters_.unlock();
        }
        current_carrier()->yield_long();
    }
    waiters_.lock();
    return take(me);
}

/// A waiter whose time ran out leaves the list.
void lock_core::forget(waiter& self) noexcept {
    const lock_scope guard(waiters_);
    waiters_.remove(self);
}

bool lock_core::lock_slow(waiting_unit& me, time_point deadline) noexcept {
    if (owner() == &me) [[unlikely]]
        misuse_by_units("locks a weft mutex that it has locked already: unlock it first", me, &me);
    const time_point since = now_here();
    for (bool again = false; !is_past(deadline); again = true) {
        waiter self(k_lock, this);
        self.since = since;
        self.tag = may_compete;
        self.data = &me;
        if (again)
            waiters_.push_front(self);
        else
            waiters_.push_back(self);
        if (!suspend_linked(waiters_, self, deadline)) {
            forget(self);
            return false;
        }
        if (self.tag == yours) return true;
        const bool taken = compete(me, since);
        coming_ = false;
        if (taken) {
            waiters_.unlock();
            return true;
        }
    }
    waiters_.unlock();
    return false;
}

/// Called by the owner when nobody is coming: lets the oldest waiter have, or compete for, the lock.
void lock_core::unlock_slow() noexcept {
    const claimed_waiter next = waiters_.claim_front(); // none, when all who are left gave up
    const bool hands_over = next && now_here() - next.who->since >= k_handover_after;
    if (hands_over) {
        next.who->tag = yours; // the lock stays locked and changes hands
        owner_.store(static_cast<waiting_unit*>(next.who->data), memory_order_relaxed);
    } else {
        owner_.store(nullptr, memory_order_relaxed);
        coming_ = static_cast<bool>(next);
    }
    waiters_.unlock();
    if (next) next.deliver();
}

void lock_core::report_stranger(waiting_unit& me) noexcept {
    misuse_by_units("unlocks a weft mutex that it has not locked: whoever locks it unlocks it", me, owner());
}

} // namespace weft::detail
