// SPDX-License-Identifier: BSL-1.0
#include <weft/mutex.hpp>

#include "fiber/carrier.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/fiber/describe_unit.hpp>
#include <weft/detail/fiber/switch_point.hpp>

#include <chrono>

// Invariant: whenever `waiters` is set, somebody holds the lock or a waiter that was claimed to compete for it is on its way,
// so that an unlock to come, or that waiter, looks at the list again. unlock() ends with a step on word_ and, after it,
// touches only the claimed waiter, so the next owner may destroy the mutex at once.

namespace weft {
namespace {

using lowlevel::claimed_waiter;
using lowlevel::waiter;

constexpr auto k_patience = std::chrono::milliseconds(1);

/// Told to a claimed waiter through its tag.
enum handover : std::uint32_t { compete, yours };

} // namespace

constinit const lowlevel::wait_kind mutex::k_lock{.verb = "waits to lock mutex", .holder = &mutex::owner_of};

const detail::waiting_unit* mutex::owner_of(const void* object) noexcept {
    return static_cast<const mutex*>(object)->owner_.load(detail::memory_order_relaxed); // a look
}

void mutex::check_not_mine() const noexcept {
    const detail::waiting_unit& me = detail::this_unit();
    if (owner_.load(detail::memory_order_relaxed) == &me) [[unlikely]]
        detail::misuse_by_units("locks a weft::mutex that it has locked already: unlock it first", me, &me);
}

void mutex::check_mine() const noexcept {
    const detail::waiting_unit& me = detail::this_unit();
    const detail::waiting_unit* const owner = owner_.load(detail::memory_order_relaxed);
    if (owner != &me) [[unlikely]]
        detail::misuse_by_units("unlocks a weft::mutex that it has not locked: whoever locks it unlocks it", me, owner);
}

bool mutex::try_take() noexcept {
    std::uint32_t seen = word_.load(detail::memory_order_relaxed);
    while ((seen & k_locked) == 0)
        if (word_.compare_exchange_weak(seen, seen | k_locked, detail::memory_order_acquire,
                                        detail::memory_order_relaxed))
            return true;
    return false;
}

bool mutex::try_lock() noexcept {
    detail::switch_point("tries to lock mutex", this);
    if (!try_take()) return false;
    set_owner(&detail::this_unit());
    return true;
}

void mutex::lock() noexcept {
    detail::switch_point("locks mutex", this);
    std::uint32_t expected = 0;
    if (!word_.compare_exchange_strong(expected, k_locked, detail::memory_order_acquire, detail::memory_order_relaxed))
        lock_slow();
    set_owner(&detail::this_unit());
}

/// Under the list's lock: links `self`, unless the lock is free and was taken.
bool mutex::enqueue_or_take(waiter& self, turn which) noexcept {
    const detail::lock_scope guard(waiters_);
    std::uint32_t seen = word_.load(detail::memory_order_relaxed);
    for (;;) {
        const std::uint32_t wanted = (seen & k_locked) == 0 ? seen | k_locked : seen | k_waiters;
        if (word_.compare_exchange_weak(seen, wanted, detail::memory_order_acquire, detail::memory_order_relaxed))
            break;
    }
    if ((seen & k_locked) == 0) return true;
    if (which == turn::first)
        waiters_.push_back(self);
    else
        waiters_.push_front(self);
    return false;
}

void mutex::lock_slow() noexcept {
    if (try_take()) return;
    check_not_mine();
    const auto since = detail::now_here();
    for (turn which = turn::first;; which = turn::again) {
        waiter self(k_lock, this);
        self.since = since;
        self.tag = compete;
        if (enqueue_or_take(self, which)) return;
        self.suspend();
        if (self.tag == yours || try_take()) return;
    }
}

void mutex::unlock() noexcept {
    check_mine();
    set_owner(nullptr);
    std::uint32_t expected = k_locked;
    if (!word_.compare_exchange_strong(expected, 0, detail::memory_order_release, detail::memory_order_relaxed))
        unlock_slow();
    detail::switch_point("has unlocked mutex", this);
}

void mutex::unlock_slow() noexcept {
    for (;;) {
        claimed_waiter next;
        {
            const detail::lock_scope guard(waiters_);
            next = waiters_.claim_front();
            if (waiters_.empty()) word_.fetch_and(~k_waiters, detail::memory_order_relaxed);
        }
        if (next) {
            if (detail::now_here() - next.who->since >= k_patience)
                next.who->tag = yours; // the lock stays locked and changes hands
            else
                word_.fetch_and(~k_locked, detail::memory_order_release);
            next.deliver();
            return;
        }
        std::uint32_t expected = k_locked;
        if (word_.compare_exchange_strong(expected, 0, detail::memory_order_release, detail::memory_order_relaxed))
            return;
    }
}

} // namespace weft
