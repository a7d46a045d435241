// SPDX-License-Identifier: BSL-1.0
#include "fiber/carrier.hpp"
#include <weft/lowlevel/wait_list.hpp>

#include "fiber/wait_timer.hpp"

#include <weft/detail/base/assert.hpp>

namespace weft {
namespace detail {
namespace {

void block_thread(const wait_word& word) noexcept {
    for (;;) {
        const std::uint32_t seen = word.futex_value();
        if (wait_word::is_published(seen)) return;
        futex_wait(word.futex_half(), seen);
    }
}

/// Returns false when the deadline passed before anybody published.
bool block_thread_until(const wait_word& word, time_point deadline) noexcept {
    for (;;) {
        const std::uint32_t seen = word.futex_value();
        if (wait_word::is_published(seen)) return true;
        if (!futex_wait_until(word.futex_half(), seen, deadline)) return false;
    }
}

} // namespace

void claimed_unit::deliver() const noexcept {
    auto* const unit = reinterpret_cast<waiting_unit*>(bits_ & ~k_off);
    ready_sink* const sink = unit->sink(); // read now: after publish() the unit may be gone
    if (sink == nullptr) {
        const void* const address = unit->word.futex_half();
        static_cast<void>(unit->word.publish());
        futex_wake(address, 1);
        return;
    }
    if ((bits_ & k_off) != 0 || unit->word.publish()) sink->make_ready(static_cast<fiber_record&>(*unit));
}

} // namespace detail

namespace lowlevel {

using detail::claim_outcome;

namespace {

void check_may_block() noexcept {
    WEFT_ASSERT(detail::current_carrier() == nullptr,
                "a wait on a worker's own stack (in an Asio handler?) would block the worker: "
                "wait on a fiber");
}

} // namespace

wake_reason waiter::suspend() noexcept {
    if (unit_->sink() == nullptr) {
        check_may_block();
        detail::block_thread(unit_->word);
    } else if (!unit_->word.is_published()) {
        static_cast<detail::fiber_record&>(*unit_).next_ready = detail::ready_entry::of_wait(*this);
        detail::current_carrier()->suspend_current();
    }
    return unit_->word.reason();
}

void waiter::suspend_and_unlock(wait_list& held) noexcept WEFT_NO_THREAD_SAFETY_ANALYSIS {
    if (unit_->sink() == nullptr) {
        held.unlock();
        static_cast<void>(suspend());
        return;
    }
    unit_->word.leave_early();
    static_cast<detail::fiber_record&>(*unit_).next_ready = detail::ready_entry::of_wait(*this);
    // As the last call: a return less after the switch
    detail::current_carrier()->suspend_current_and_unlock(held.lock_);
}

wake_reason waiter::suspend_until(any_time_point deadline) noexcept {
    if (unit_->sink() == nullptr) {
        check_may_block();
        if (!detail::block_thread_until(unit_->word, deadline.when()) &&
            unit_->word.claim(epoch_, wake_reason::timed_out) == claim_outcome::lost)
            detail::block_thread(unit_->word); // somebody won at the last moment: let it finish
        return unit_->word.reason();
    }
    detail::wait_timer timer(*this, deadline.when());
    detail::current_carrier()->add_timer(timer);
    const wake_reason reason = suspend();
    if (reason != wake_reason::timed_out) timer.cancel();
    return reason;
}

} // namespace lowlevel
} // namespace weft
