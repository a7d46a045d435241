// SPDX-License-Identifier: BSL-1.0
#include "fiber/carrier.hpp"
#include <weft/lowlevel/wait_list.hpp>

#include "fiber/wait_timer.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/fence.hpp>

namespace weft {
namespace detail::fibers {
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

/// A canceller has no list, and no lock that would keep it from a fiber that says it is off its stack and still is on
/// it. But once that fiber was claimed it cannot go on, so the canceller may look at the wait, which says whose lock
/// the fiber held when it said so. The new side of the switch releases that lock: after that the switch is over.
lowlevel::claimed_waiter claim_from_outside(fiber_record& fiber, std::uint16_t depth) noexcept {
    const claim_outcome outcome = fiber.word.claim_open(depth, wake_reason::cancelled);
    if (outcome == claim_outcome::won_off) fiber.next_ready.wait()->await_switch();
    return {nullptr, &fiber, outcome};
}

} // namespace detail::fibers

namespace lowlevel {

using detail::claim_outcome;

namespace {

void check_may_block() noexcept {
    WEFT_ASSERT(detail::current_carrier() == nullptr,
                "a wait on a worker's own stack (in an Asio handler?) would block the worker: "
                "wait on a fiber");
}

} // namespace

void claimed_waiter::deliver() const noexcept {
    auto* const unit = reinterpret_cast<detail::waiting_unit*>(unit_ & ~k_off);
    detail::ready_sink* const sink = unit->sink(); // read now: after publish() the unit may be gone
    if (sink == nullptr) {
        const void* const address = unit->word.futex_half();
        static_cast<void>(unit->word.publish());
        detail::futex_wake(address, 1);
        return;
    }
    if ((unit_ & k_off) != 0 || unit->word.publish()) sink->make_ready(static_cast<detail::fiber_record&>(*unit));
}

/// True when the fiber is to be cancelled and has won its own wait, which is open, for that. The canceller tells the
/// fiber, passes the heavy half of a fence and looks for an open wait. The fiber stores that its wait is open, passes
/// the light half and looks whether it was told. So one of them sees the other. When both do, and the canceller claims
/// the wait first, the fiber suspends: the canceller delivers.
bool waiter::is_cancelled() noexcept {
    detail::asymmetric_fence::light();
    const auto& me = static_cast<detail::fiber_record&>(*unit_);
    const detail::cancel_level* const level = me.level();
    if (!me.is_told.load(detail::memory_order_seq_cst) && (level == nullptr || !level->wants_timers)) [[likely]]
        return false;
    return look_at_levels();
}

[[gnu::noinline]] bool waiter::look_at_levels() noexcept {
    auto& me = static_cast<detail::fiber_record&>(*unit_);
    detail::heed_deadlines(me);
    const std::uint16_t hidden = detail::current_carrier()->hidden_from_current();
    return detail::outermost_request(me, hidden).request != nullptr &&
           unit_->word.claim(epoch_, wake_reason::cancelled) != claim_outcome::lost;
}

/// Returns once the fiber that this wait is of is off its stack. It was claimed, and is not delivered yet.
void waiter::await_switch() const noexcept {
    if (left_early_ != nullptr) left_early_->lock_.await_release();
}

void waiter::open() noexcept {
    if (unit_->sink() == nullptr) return; // plain threads are never cancelled
    unit_->word.open(detail::current_carrier()->hidden_from_current());
    is_open_ = true;
}

wake_reason waiter::suspend() noexcept {
    if (unit_->sink() == nullptr) {
        check_may_block();
        detail::block_thread(unit_->word);
    } else if (is_open_ && is_cancelled()) {
        return wake_reason::cancelled;
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

wake_reason waiter::suspend_open_and_unlock(wait_list& held) noexcept WEFT_NO_THREAD_SAFETY_ANALYSIS {
    if (unit_->sink() == nullptr) { // plain threads are never cancelled
        held.unlock();
        return suspend();
    }
    detail::carrier& here = *detail::current_carrier(); // until the switch
    auto& me = static_cast<detail::fiber_record&>(*unit_);
    left_early_ = &held;
    me.next_ready = detail::ready_entry::of_wait(*this);
    me.word.leave_early_open(here.hidden_from(me));
    if (is_cancelled()) [[unlikely]] {
        held.unlock();
        return wake_reason::cancelled;
    }
    here.suspend_current_and_unlock(held.lock_);
    return me.word.reason();
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

void wait_list::push_front(waiter& item) noexcept {
    item.previous_ = nullptr;
    item.next_ = head_;
    (head_ == nullptr ? tail_ : head_->previous_) = &item;
    head_ = &item;
    item.linked_ = true;
}

bool wait_list::remove(waiter& item) noexcept {
    if (!item.linked_) return false;
    (item.previous_ == nullptr ? head_ : item.previous_->next_) = item.next_;
    (item.next_ == nullptr ? tail_ : item.next_->previous_) = item.previous_;
    item.linked_ = false;
    return true;
}

[[gnu::always_inline]] inline claimed_waiter wait_list::claim_next(std::size_t& passed, wake_reason reason) noexcept {
    for (; head_ != nullptr; ++passed) {
        waiter& oldest = *head_;
        head_ = oldest.next_;
        (head_ == nullptr ? tail_ : head_->previous_) = nullptr;
        oldest.linked_ = false;
        if (const claimed_waiter won = oldest.claim(reason)) {
            oldest.chosen_ = true;
            return won;
        }
    }
    return {};
}

[[gnu::always_inline]] inline claimed_waiters wait_list::claim_rest(std::size_t& passed, wake_reason reason) noexcept {
    claimed_waiters all;
    waiter** end = &all.head_;
    while (const claimed_waiter won = claim_next(passed, reason)) {
        won->was_off_ = (won.unit_ & claimed_waiter::k_off) != 0;
        won->next_ = nullptr;
        *end = won.operator->();
        end = &won->next_;
    }
    return all;
}

claimed_waiter wait_list::claim_front(wake_reason reason) noexcept {
    std::size_t uncounted = 0;
    return claim_next(uncounted, reason);
}

claimed_waiters wait_list::claim_all(wake_reason reason) noexcept {
    std::size_t uncounted = 0;
    return claim_rest(uncounted, reason);
}

claimed_waiter wait_list::claim_front(std::size_t& passed, wake_reason reason) noexcept {
    return claim_next(passed, reason);
}

claimed_waiters wait_list::claim_all(std::size_t& passed, wake_reason reason) noexcept {
    return claim_rest(passed, reason);
}

bool wait_list::has_leavers() const noexcept {
    for (const waiter* each = head_; each != nullptr; each = each->next_)
        if (each->unit_->word.is_claimed()) return true;
    return false;
}

void claimed_waiters::deliver() const noexcept {
    for (waiter* item = head_; item != nullptr;) {
        waiter* const next = item->next_; // read now: deliver() lets the waiter go
        const claim_outcome how = item->was_off_ ? claim_outcome::won_off : claim_outcome::won_leaving;
        claimed_waiter(item, item->unit_, how).deliver();
        item = next;
    }
}

} // namespace lowlevel
} // namespace weft
