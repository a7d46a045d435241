// SPDX-License-Identifier: BSL-1.0
#include "runtime/runtime_core.hpp"
#include "runtime/worker.hpp"
#include "runtime/worker_ready.hpp"

// The local queues of a worker: what is seldom done with them. The rest is in worker_ready.hpp.

namespace weft::detail {

/// What comes next unless a woken fiber is.
ready_entry worker::pop_in_turn() noexcept {
    if (ready_.size_of_owner() >= k_many) fetch_ahead();
    lifo_streak_ = 0;
    if (pinned_.count != 0) [[unlikely]] {
        pinned_turn_ = !pinned_turn_;
        if (pinned_turn_) return pinned_.pop_front();
    }
    if (const ready_entry oldest = ready_.pop_oldest()) return oldest;
    return pinned_.pop_front();
}

/// As push_woken(), where the fiber may have to go elsewhere.
void worker::push_woken_of_many(fiber_record& fiber) noexcept {
    const bool may_jump = !fifo_ && !fiber.is_pinned(); // read first: others may run and end it then
    requeue(fiber);
    lifo_pending_ = may_jump;
}

/// An unstarted entry left a queue; as settle().
bool worker::settle_unstarted(fiber_record& fiber) noexcept {
    const life_word::popped how = fiber.life.claim_popped(others());
    if (how == life_word::popped::run) [[likely]] {
        if (stays_) fiber.pin_to(index_);
        return true;
    }
    if (stale_ != 0) --stale_;
    if (how == life_word::popped::stale_last) put_record(fiber); // its join has cleared it
    return false;
}

/// True when a pass through the scheduler may find something to run. Stale entries count, too.
bool worker::has_somebody_else() const noexcept {
    if (lifo_slot_ || ready_.size_of_owner() != 0 || pinned_.count != 0 || inbox_.size() != 0) return true;
    if (core_.injected().size() != 0 || poller_->wants_poll()) return true;
    return timers_.earliest() != timer_queue::k_never && timers_.earliest() <= now();
}

/// The ring is full: half of it, the oldest, moves to the injector, and the new entry behind them.
void worker::overflow(ready_entry entry) noexcept {
    ready_chain moved;
    while (!fifo_ &&
           moved.count < k_ring / 2) { // with order::fifo the ring holds what is older than the injector's entries
        const ready_entry oldest = ready_.pop_oldest();
        if (!oldest) break;
        moved.push_back(oldest);
    }
    moved.push_back(entry);
    core_.injected().push_chain(moved);
}

/// A fiber was claimed while its entry is in a queue out of reach. Such stale entries do not pile up, also when the running fiber
/// only ever joins in place: those at the head of the injector go every k_stale_step; all of them go when as many are stale as
/// are not. (Those in another's ring it drops itself, or they overflow into the injector.)
void worker::count_stale() noexcept {
    if (++stale_ % k_stale_step != 0) return;
    core_.injected().drop_front_while([this](ready_entry entry) noexcept { return drops(entry); });
    if (stale_ >= stale_limit_) sweep_stale();
}

/// True, and the entry is no more, when its fiber was run in place.
bool worker::drops(ready_entry entry) noexcept {
    return entry.is_unstarted() && entry.fiber().life.is_claimed() && !settle(entry);
}

void worker::sweep_stale() noexcept {
    ready_chain kept;
    while (const ready_entry entry = pinned_.pop_front())
        if (!drops(entry)) kept.push_back(entry);
    pinned_ = kept;
    core_.injected().sweep([this](ready_entry entry) noexcept { return drops(entry); });
    stale_ = 0;
    stale_limit_ = k_stale_least + static_cast<unsigned>(pinned_.count + core_.injected().size());
}

void worker::take_ids() noexcept {
    constexpr fiber_id block = 1024;
    next_id_ = core_.take_ids(block);
    ids_end_ = next_id_ + block;
}

} // namespace weft::detail
