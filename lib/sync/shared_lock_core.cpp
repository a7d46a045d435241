// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/sync/shared_lock_core.hpp>

#include "sync/claimed_line.hpp"
#include "sync/wait_on.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/fiber/describe_unit.hpp>

namespace weft::detail::sync {

using lowlevel::claimed_waiter;
using lowlevel::waiter;

/// What a waiter brings along; its tag says which way it wants in.
struct shared_lock_core::place : claimed_line::link {
    const waiting_unit* who = nullptr;
};

constinit const lowlevel::wait_kind shared_lock_core::k_lock{.verb = "waits to lock shared mutex",
                                                             .holder = &shared_lock_core::writer_of};
constinit const lowlevel::wait_kind shared_lock_core::k_lock_shared{.verb = "waits to lock (shared) shared mutex",
                                                                    .holder = &shared_lock_core::writer_of};

/// A look, while nothing runs.
const waiting_unit* shared_lock_core::writer_of(const void* object) noexcept WEFT_NO_THREAD_SAFETY_ANALYSIS {
    return static_cast<const shared_lock_core*>(object)->writer_;
}

bool shared_lock_core::fits(way how) const noexcept {
    return writer_ == nullptr && (how == way::shared || readers_ == 0);
}

void shared_lock_core::enter(way how, const waiting_unit& who) noexcept {
    if (how == way::shared)
        ++readers_;
    else
        writer_ = &who;
}

bool shared_lock_core::try_enter(way how, const waiting_unit& me) noexcept {
    const lock_scope guard(waiters_);
    const bool may = fits(how) && waiters_.empty();
    if (may) enter(how, me);
    return may;
}

bool shared_lock_core::try_lock() noexcept { return try_enter(way::alone, this_unit()); }
bool shared_lock_core::try_lock_shared() noexcept { return try_enter(way::shared, this_unit()); }
bool shared_lock_core::lock_until(time_point deadline) noexcept { return enter_until(way::alone, deadline); }
bool shared_lock_core::lock_shared_until(time_point deadline) noexcept { return enter_until(way::shared, deadline); }

bool shared_lock_core::enter_until(way how, time_point deadline) noexcept {
    const waiting_unit& me = this_unit();
    waiters_.lock();
    if (writer_ == &me) [[unlikely]]
        misuse_by_units("locks a weft shared mutex that it has locked already: unlock it first", me, &me);
    const bool may = fits(how) && waiters_.empty();
    if (may) enter(how, me);
    if (may || is_past(deadline)) {
        waiters_.unlock();
        return may;
    }
    waiter self(how == way::alone ? k_lock : k_lock_shared, this);
    place mine;
    mine.who = &me;
    self.tag = static_cast<std::uint32_t>(how);
    self.data = static_cast<claimed_line::link*>(&mine);
    waiters_.push_back(self);
    if (suspend_linked(waiters_, self, deadline)) return true;
    leave_line(self);
    return false;
}

/// A waiter whose time ran out may have kept back those behind it.
void shared_lock_core::leave_line(waiter& self) noexcept {
    claimed_line served;
    {
        const lock_scope guard(waiters_);
        waiters_.remove(self);
        let_in(served);
    }
    served.deliver();
}

void shared_lock_core::let_in(claimed_line& served) noexcept {
    while (waiter* const oldest = waiters_.front()) {
        const way how{static_cast<std::uint8_t>(oldest->tag)};
        if (!fits(how)) return;
        waiters_.remove(*oldest);
        const lowlevel::claimed_waiter won = oldest->claim(wake_reason::completed);
        if (!won) continue; // its time ran out
        enter(how, *static_cast<place*>(static_cast<claimed_line::link*>(oldest->data))->who);
        served.add(won);
    }
}

void shared_lock_core::unlock() noexcept {
    const waiting_unit& me = this_unit();
    claimed_line served;
    {
        const lock_scope guard(waiters_);
        if (writer_ != &me) [[unlikely]]
            misuse_by_units("unlocks a weft shared mutex that it has not locked: whoever locks it unlocks it", me,
                            writer_);
        writer_ = nullptr;
        let_in(served);
    }
    served.deliver();
}

void shared_lock_core::unlock_shared() noexcept {
    claimed_line served;
    {
        const lock_scope guard(waiters_);
        if (readers_ == 0) [[unlikely]]
            misuse_by_units("unlocks (shared) a weft shared mutex that nobody has locked so", this_unit(), writer_);
        if (--readers_ == 0) let_in(served);
    }
    served.deliver();
}

} // namespace weft::detail::sync
