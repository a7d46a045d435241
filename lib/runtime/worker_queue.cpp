// SPDX-License-Identifier: BSL-1.0
#include "runtime/runtime_core.hpp"
#include "runtime/forced_migration.hpp"
#include "runtime/worker.hpp"

// The local queues of a worker: what is pushed where, and what comes next.

namespace weft::detail {

/// Takes the next fiber of this worker and makes it the caller's: an unstarted one is claimed.
ready_entry worker::take_local() noexcept {
    for (;;) {
        const ready_entry entry = pop_local();
        if (!entry || settle(entry)) return entry;
    }
}

ready_entry worker::pop_local() noexcept {
    if (ready_.size_of_owner() >= k_many) fetch_ahead();
    if (lifo_pending_) {
        lifo_pending_ = false;
        if (lifo_streak_++ < k_most_lifo)
            if (const ready_entry newest = ready_.pop_newest()) return newest;
    }
    lifo_streak_ = 0;
    if (pinned_.count != 0) [[unlikely]] {
        pinned_turn_ = !pinned_turn_;
        if (pinned_turn_) return pinned_.pop_front();
    }
    if (const ready_entry oldest = ready_.pop_oldest()) return oldest;
    return pinned_.pop_front();
}

/// An entry left a queue; true when the caller runs its fiber, false when the entry was stale and is dropped.
bool worker::settle(ready_entry entry) noexcept {
    if (!entry.is_unstarted()) return true;
    fiber_record& fiber = entry.fiber();
    const life_word::popped how = fiber.life.claim_popped(others());
    if (how == life_word::popped::run) [[likely]] {
        if (stays_) fiber.pinned_to = index_;
        return true;
    }
    if (stale_ != 0) --stale_;
    if (how == life_word::popped::stale_last) put_record(fiber); // its join has cleared it
    return false;
}

void worker::push_entry(ready_entry entry) noexcept {
    if (!ready_.push(entry)) [[unlikely]] overflow(entry);
    if (solo_) return;
    pushes_.store(pushes_.load(memory_order_relaxed) + 1, memory_order_relaxed);
    core_.notify();
}

/// The ring is full: half of it, the oldest, moves to the injector. With order::fifo the ring holds what is older than the
/// injector's entries, so the new one goes behind those.
void worker::overflow(ready_entry entry) noexcept {
    ready_chain moved;
    if (fifo_) {
        moved.push_back(entry);
    } else {
        while (moved.count < k_ring / 2) {
            const ready_entry oldest = ready_.pop_oldest();
            if (!oldest) break;
            moved.push_back(oldest);
        }
        ready_.push(entry);
    }
    core_.injected().push_chain(moved);
}

void worker::push_spawned(fiber_record& fiber) noexcept {
    count_spawn();
    const ready_entry entry = ready_entry::unstarted(fiber);
    if (fiber.pinned_to != fiber_record::k_unpinned) {
        pinned_.push_back(entry);
    } else if (fifo_ && core_.injected().size() != 0) {
        core_.injected().push(entry);
    } else {
        push_entry(entry);
    }
}

void worker::requeue(fiber_record& fiber) noexcept {
    const ready_entry entry = ready_entry::started(fiber);
    if (fiber.pinned_to != fiber_record::k_unpinned) {
        pinned_.push_back(entry);
    } else if (k_forced_migration && !solo_) {
        core_.send_onwards(entry, index_);
    } else if (fifo_ && core_.injected().size() != 0) {
        core_.injected().push(entry);
    } else {
        push_entry(entry);
    }
}

void worker::push_woken(fiber_record& fiber) noexcept {
    const bool may_jump = !fifo_ && fiber.pinned_to == fiber_record::k_unpinned; // read first: others may run and end it then
    requeue(fiber);
    lifo_pending_ = may_jump;
}

/// Removes the entry of `target`, an unstarted fiber whose handle the caller owns, when it is the newest one.
bool worker::take_entry_of(fiber_record& target) noexcept {
    const ready_entry wanted = ready_entry::unstarted(target);
    ready_entry newest = ready_.peek_newest();
    while (stale_ != 0 && drop_if_stale(newest)) newest = ready_.peek_newest();
    if (newest != wanted || ready_.pop_newest() != wanted) return false;
    target.life.claim_owned();
    return true;
}

/// Drops the newest entry when its fiber was run in place already.
bool worker::drop_if_stale(ready_entry newest) noexcept {
    if (!is_stale(newest)) return false;
    if (ready_.pop_newest() != newest) return false; // a thief got it
    settle(newest);
    return true;
}

/// Stale entries do not pile up, also when the running fiber only ever joins in place: those at the heads of the queues, where
/// joins in the order of the spawns leave them, go every k_stale_step; all of them go when as many are stale as are not.
void worker::drop_stale() noexcept {
    const auto stale = [this](ready_entry entry) noexcept { return is_stale(entry) && !settle(entry); };
    core_.injected().drop_front_while(stale);
    while (is_stale(ready_.peek_oldest())) {
        const ready_entry oldest = ready_.pop_oldest();
        if (!is_stale(oldest)) { // a thief was faster, and this is another one, or none
            if (oldest) ready_.push(oldest);
            break;
        }
        settle(oldest);
    }
    if (stale_ >= stale_limit_) sweep_stale();
    if (!solo_) core_.notify(); // entries were put back
}

void worker::sweep_stale() noexcept {
    const auto stale = [this](ready_entry entry) noexcept { return is_stale(entry) && !settle(entry); };
    for (std::size_t left = ready_.size(); left != 0; --left) {
        const ready_entry entry = ready_.pop_oldest();
        if (!entry) break;
        if (!stale(entry)) ready_.push(entry);
    }
    core_.injected().sweep(stale);
    stale_ = 0;
    stale_limit_ = k_stale_least + static_cast<unsigned>(ready_.size() + core_.injected().size());
}

void worker::take_ids() noexcept {
    constexpr fiber_id block = 1024;
    next_id_ = runtime_core::take_ids(block);
    ids_end_ = next_id_ + block;
}

} // namespace weft::detail
