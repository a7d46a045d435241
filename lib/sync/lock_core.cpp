// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/sync/lock_core.hpp>

#include "fiber/carrier.hpp"
#include "sync/wait_on.hpp"

#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/fiber/describe_unit.hpp>

#include <chrono>

namespace weft::detail::sync {
namespace {

using lowlevel::claimed_waiter;
using lowlevel::waiter;

constexpr auto k_handover_after = std::chrono::milliseconds(1);

constexpr int k_lock_tries = 32;
constexpr int k_turns_a_look = 8; // between two looks at the clock, when rounds are quick
// Competitions after which a waiter insists: a virtual clock may stand still.
constexpr int k_most_vain = WEFT_MODEL ? 1 : 4;

/// A round of the ready fibers is quick when it takes less: some 60 switches may go by until the next try then.
constexpr auto k_quick = std::chrono::microseconds(2);

/// What a waiter asks for through its tag, and what it is told.
enum handover : std::uint32_t { may_compete, insists, yours };

/// Paces a waiter that competes. Between two tries it yields once. While a round of the ready fibers is quick it yields
/// for many rounds, so that an owner that yields with the lock finds nobody to switch to.
class pace {
public:
    pace(time_point since, time_point deadline) noexcept : since_(since), deadline_(deadline) {}

    /// False when the lock is to be handed to the caller by now, or its time is over.
    bool give_way() noexcept {
        const bool was_long = is_quick_ && current_carrier()->yield_long();
        if (!was_long) current_carrier()->yield();
        if (is_quick_ && !was_long && ++turns_ % k_turns_a_look != 0) return true;
        const time_point now = now_here();
        is_quick_ = now - last_look_ < k_quick;
        last_look_ = now;
        return now - since_ < k_handover_after && now < deadline_;
    }

private:
    const time_point since_;
    const time_point deadline_;
    time_point last_look_ = now_here();
    int turns_ = 0;
    bool is_quick_ = false;
};

} // namespace

constinit const lowlevel::wait_kind lock_core::k_lock{.verb = "waits to lock mutex", .holder = &lock_core::owner_of};

const waiting_unit* lock_core::owner_of(const void* object) noexcept {
    return static_cast<const lock_core*>(object)->owner(); // a look
}

/// The waiter that is coming tries a few times, and gives way in between: the owner, which may have yielded with the
/// lock, then unlocks past it without a look at the list. Once it has waited long enough it goes back to the list,
/// where the lock is handed to it. Returns with the list's lock; true when the caller has the mutex, too.
bool lock_core::compete(waiting_unit& me, time_point since, time_point deadline) noexcept {
    const bool may_yield = me.sink() != nullptr && !is_observed(); // a simulation chooses at other places
    pace turns(since, deadline);
    for (int tries = may_yield ? k_lock_tries : 1; tries > 1; --tries) {
        if (owner() == nullptr) {
            waiters_.lock();
            if (take(me)) return true;
            waiters_.unlock();
        }
        if (!turns.give_way()) break;
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
    for (int vain = 0; !is_past(deadline); ++vain) {
        waiter self(k_lock, this);
        self.since = since;
        self.tag = vain < k_most_vain ? may_compete : insists;
        self.data = &me;
        if (vain != 0)
            waiters_.push_front(self);
        else
            waiters_.push_back(self);
        if (!suspend_linked(waiters_, self, deadline)) {
            forget(self);
            return false;
        }
        if (self.tag == yours) return true;
        const bool taken = compete(me, since, deadline);
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
    const bool hands_over = next && (next->tag == insists || now_here() - next->since >= k_handover_after);
    if (hands_over) {
        next->tag = yours; // the lock stays locked and changes hands
        owner_.store(static_cast<waiting_unit*>(next->data), memory_order_relaxed);
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

} // namespace weft::detail::sync
