// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "runtime/forced_migration.hpp"
#include "runtime/runtime_core.hpp"
#include "runtime/worker.hpp"

#include <utility>

// The local queues of a worker: what every switch, wake, spawn and join in place does with them, for the few places that do it.

namespace weft::detail {

/// An entry left a queue; true when the caller runs its fiber, false when the entry was stale and is dropped.
inline bool worker::settle(ready_entry entry) noexcept {
    return !entry.is_unstarted() || settle_unstarted(entry.fiber());
}

/// The fiber that was woken last, if its turn comes before that of those in the ring. Only with one worker, which has no pinned
/// fibers. While the ring is empty no fiber is overtaken, and the streak stays as it is: a fiber that comes into the ring waits
/// for the rest of the streak, mostly nothing. The worker looks at timers, inbox, injector and poller every k_budget switches,
/// whatever it switches to, and what it finds comes into the ring.
inline ready_entry worker::take_lifo_slot() noexcept {
    if (!lifo_slot_) return {};
    if (lifo_streak_ < k_most_lifo)
        ++lifo_streak_;
    else if (ready_.size_of_owner() != 0)
        return {};
    return std::exchange(lifo_slot_, {});
}

inline ready_entry worker::pop_local() noexcept {
    if (const ready_entry woken = take_lifo_slot()) return woken;
    if (lifo_slot_) push_entry(std::exchange(lifo_slot_, {})); // it has jumped the queue often enough
    pushed_lately_ = false;
    if (std::exchange(lifo_pending_, false) && lifo_streak_++ < k_most_lifo)
        if (const ready_entry newest = ready_.pop_newest()) return newest;
    return pop_in_turn();
}

/// Takes the next fiber of this worker and makes it the caller's: an unstarted one is claimed.
inline ready_entry worker::take_local() noexcept {
    for (;;) {
        const ready_entry entry = pop_local();
        if (!entry || settle(entry)) return entry;
    }
}

inline void worker::push_entry(ready_entry entry) noexcept {
    check_owner();
    if (entry.is_unstarted()) entry.set_place(ready_.next_place());
    if (!ready_.push(entry)) [[unlikely]]
        overflow(entry);
    if (solo_) return;
    pushes_.store(pushes_.load(memory_order_relaxed) + 1, memory_order_relaxed);
    if (std::exchange(pushed_lately_, true))
        core_.notify();
    else
        core_.notify_unless_watched(); // most likely run here in a moment
}

inline void worker::push_spawned(fiber_record& fiber) noexcept {
    count_spawn();
    const ready_entry entry = ready_entry::unstarted(fiber);
    if (fiber.is_pinned()) {
        fiber.pin_to(index_); // again: the copy of its callable may have suspended, and come back here
        pinned_.push_back(entry);
    } else if (fifo_ && core_.injected().size() != 0) {
        core_.injected().push(entry);
    } else {
        push_entry(entry);
    }
}

/// Removes the entry of `target`, an unstarted fiber whose handle the caller owns, when it is in the ring.
inline bool worker::take_entry_of(fiber_record& target) noexcept {
    const ready_entry entry = ready_entry::unstarted(target);
    if (!ready_.remove(entry.place(), entry)) return false;
    pushed_lately_ = false;
    target.life.claim_owned();
    return true;
}

inline void worker::requeue(fiber_record& fiber) noexcept {
    const ready_entry entry = ready_entry::started(fiber);
    if (fiber.is_pinned()) {
        pinned_.push_back(entry);
    } else if (k_forced_migration && !solo_) {
        core_.send_onwards(entry, index_);
    } else if (fifo_ && core_.injected().size() != 0) {
        core_.injected().push(entry);
    } else {
        push_entry(entry);
    }
}

inline void worker::push_woken(fiber_record& fiber) noexcept {
    if (rotates_) [[likely]] { // nobody is pinned with one worker
        if (const ready_entry older = std::exchange(lifo_slot_, ready_entry::started(fiber))) push_entry(older);
    } else {
        push_woken_of_many(fiber);
    }
}

} // namespace weft::detail
