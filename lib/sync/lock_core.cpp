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

constexpr auto k_patience = std::chrono::milliseconds(1);

constexpr int k_lock_tries = 32;

/// Told to a claimed waiter through its tag.
enum handover : std::uint32_t { may_compete, yours };

const waiting_unit* unit_at(std::uintptr_t address) noexcept { return reinterpret_cast<const waiting_unit*>(address); }

} // namespace

constinit const lowlevel::wait_kind lock_core::k_lock{.verb = "waits to lock mutex", .holder = &lock_core::owner_of};

const waiting_unit* lock_core::owner_of(const void* object) noexcept {
    return unit_at(owner(static_cast<const lock_core*>(object)->word_.load(memory_order_relaxed))); // a look
}

bool lock_core::try_take(std::uintptr_t me) noexcept {
    std::uintptr_t seen = word_.load(memory_order_relaxed);
    while (owner(seen) == 0)
        if (word_.compare_exchange_weak(seen, seen | me, memory_order_acquire, memory_order_relaxed)) return true;
    return false;
}

/// As try_take(), by the waiter that is coming.
bool lock_core::try_take_coming(std::uintptr_t me) noexcept {
    std::uintptr_t seen = word_.load(memory_order_relaxed);
    while (owner(seen) == 0)
        if (word_.compare_exchange_weak(seen, (seen & ~k_coming) | me, memory_order_acquire, memory_order_relaxed))
            return true;
    return false;
}

/// The waiter that is coming tries a few times, and gives way in between: its owner, which may have yielded with the lock, then
/// unlocks past it without a look at the list.
bool lock_core::compete(std::uintptr_t me) noexcept {
    const bool may_yield = unit_at(me)->sink != nullptr && !is_observed(); // a simulation chooses at other places
    for (int tries = may_yield ? k_lock_tries : 1; !try_take_coming(me);) {
        if (--tries == 0) return false;
        yield_current();
    }
    return true;
}

/// Under the list's lock: takes the lock if it is free; else the caller will wait, and says so.
bool lock_core::take_or_announce(std::uintptr_t me, turn which) noexcept {
    const std::uintptr_t kept = which == turn::again ? ~k_coming : ~std::uintptr_t{0};
    std::uintptr_t seen = word_.load(memory_order_relaxed);
    for (;;) {
        const bool is_free = owner(seen) == 0;
        const std::uintptr_t wanted = (seen & kept) | (is_free ? me : k_waiters);
        if (word_.compare_exchange_weak(seen, wanted, memory_order_acquire, memory_order_relaxed)) return is_free;
    }
}

/// For the waiter that is coming and has no time left: takes the lock if it is free; else the owner will look at the list.
bool lock_core::take_or_leave(std::uintptr_t me) noexcept {
    std::uintptr_t seen = word_.load(memory_order_relaxed);
    for (;;) {
        const bool is_free = owner(seen) == 0;
        const std::uintptr_t wanted = (seen & ~k_coming) | (is_free ? me : 0);
        if (word_.compare_exchange_weak(seen, wanted, memory_order_acquire, memory_order_relaxed)) return is_free;
    }
}

/// A waiter whose time ran out leaves the list.
void lock_core::forget(waiter& self) noexcept {
    const lock_scope guard(waiters_);
    waiters_.remove(self);
    if (waiters_.empty()) word_.fetch_and(~k_waiters, memory_order_relaxed);
}

bool lock_core::lock_slow(std::uintptr_t me, time_point deadline) noexcept {
    if (try_take(me)) return true; // it is free, and others wait for it
    if (owner(word_.load(memory_order_relaxed)) == me) [[unlikely]]
        misuse_by_units("locks a weft mutex that it has locked already: unlock it first", *unit_at(me), unit_at(me));
    const time_point since = now_here();
    for (turn which = turn::first;; which = turn::again) {
        if (is_past(deadline)) return which == turn::again && take_or_leave(me);
        waiters_.lock();
        if (take_or_announce(me, which)) {
            waiters_.unlock();
            return true;
        }
        waiter self(k_lock, this);
        self.since = since;
        self.tag = may_compete;
        self.data = reinterpret_cast<void*>(me);
        if (which == turn::first)
            waiters_.push_back(self);
        else
            waiters_.push_front(self);
        if (!suspend_linked(waiters_, self, deadline)) {
            forget(self);
            return false;
        }
        if (self.tag == yours || compete(me)) return true;
    }
}

/// Called by the owner when nobody is coming: claims the oldest waiter and lets it have, or compete for, the lock. Returns false
/// when all have left; the lock is still the caller's then.
bool lock_core::wake_one() noexcept {
    waiters_.lock();
    const claimed_waiter next = waiters_.claim_front();
    const std::uintptr_t left = waiters_.empty() ? 0 : k_waiters;
    if (!next) {
        word_.fetch_and(~k_waiters, memory_order_relaxed);
        waiters_.unlock();
        return false;
    }
    std::uintptr_t wanted = left | k_coming;
    if (now_here() - next.who->since >= k_patience) {
        next.who->tag = yours; // the lock stays locked and changes hands
        wanted = left | reinterpret_cast<std::uintptr_t>(next.who->data);
    }
    // Nobody moved the word meanwhile: it has an owner, its list is locked, nobody is coming.
    word_.store(wanted, memory_order_release);
    waiters_.unlock();
    next.deliver();
    return true;
}

void lock_core::unlock_slow(std::uintptr_t me, std::uintptr_t seen) noexcept {
    if (owner(seen) != me) [[unlikely]]
        misuse_by_units("unlocks a weft mutex that it has not locked: whoever locks it unlocks it", *unit_at(me),
                        unit_at(owner(seen)));
    for (;;) {
        if (must_wake(seen)) {
            if (wake_one()) return;
            seen = word_.load(memory_order_relaxed);
        } else if (word_.compare_exchange_weak(seen, seen & k_bits, memory_order_release, memory_order_relaxed)) {
            return;
        }
    }
}

} // namespace weft::detail
