// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "fiber/carrier.hpp"
#include "fiber/record_pool.hpp"
#include "queue/work_deque.hpp"
#include "runtime/forced_migration.hpp"
#include "runtime/shared_work.hpp"

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/order_marks.hpp>
#include <weft/detail/base/tuning.hpp>
#include <weft/detail/fiber/record.hpp>

#include <cstdint>
#include <utility>

namespace weft::detail::sched {

/// How the fibers of a worker are ordered, and who else may take them.
struct ready_plan {
    unsigned index = 0;     // of the worker
    bool solo = false;      // the only worker of its runtime
    bool fifo = false;      // order::fifo
    bool stays = false;     // steal::unstarted: a fiber that starts here stays here
    bool simulated = false; // the simulation chooses who runs

    life_word::workers others() const noexcept { return solo ? life_word::workers::one : life_word::workers::many; }
};

/// The ready fibers of one worker, and the order in which they run: a fiber that was just woken, k_most_lifo times in a
/// row at most; then, in turn, the oldest of the ring and of the fibers that are pinned here. A ring that is full
/// overflows into the injector.
///
/// An entry of an unstarted fiber turns stale when the fiber's joiner runs it in place: whoever takes that entry drops
/// it.
///
/// Owner only (the worker's thread; anybody while the worker is kept idle), but for what says "any thread".
///
/// Many functions: a quick step is inlined where fibers switch, and what it seldom needs stands apart; others are looks
/// for the finder and for reports. Many fields: what a switch touches lies in the queue's own lines, not behind parts.
class ready_queue {
public:
    /// `records` takes the records of stale entries. Throws std::bad_alloc.
    ready_queue(shared_work& shared, record_cache& records, const ready_plan& how)
        : shared_(shared),
          records_(records),
          how_(how),
          ring_(how.solo ? ring::sharing::owner_only : ring::sharing::shared) {
        shared.of(how.index).ready = this;
    }
    ready_queue(const ready_queue&) = delete;
    ready_queue& operator=(const ready_queue&) = delete;

    const ready_plan& how() const noexcept { return how_; }

    /// Takes the next fiber and makes it the caller's: an unstarted one is claimed. Empty: nothing is ready here.
    ready_entry take() noexcept {
        if (const ready_entry woken = take_woken()) return woken;
        if (lifo_.slot) push(std::exchange(lifo_.slot, {})); // it has jumped the queue often enough
        pushed_lately_ = false;
        ready_entry entry;
        if (std::exchange(lifo_.pending, false) && lifo_.streak++ < k_most_lifo) entry = ring_.pop_newest();
        if (!entry) entry = pop_in_turn();
        while (entry.is_unstarted() && !settle_unstarted(entry.fiber())) entry = pop_in_turn();
        return entry;
    }

    /// The fiber that was woken last, if its turn comes before that of those in the ring. Only with one worker, which
    /// has no pinned fibers. While the ring is empty no fiber is overtaken, and the streak stays as it is: a fiber that
    /// comes into the ring waits for the rest of the streak, mostly nothing. The worker looks at timers, inbox,
    /// injector and poller every k_pass switches, whatever it switches to, and what it finds comes into the ring.
    ready_entry take_woken() noexcept {
        if (!lifo_.slot) return {};
        if (lifo_.streak < k_most_lifo)
            ++lifo_.streak;
        else if (ring_.size_of_owner() != 0)
            return {};
        return std::exchange(lifo_.slot, {});
    }

    /// Queues `me`, which still runs, and takes the oldest to `next`, stale or not. Only when may_rotate(). False, and
    /// nothing happens, when no other is queued.
    bool rotate(fiber_record& me, ready_entry& next) noexcept {
        return ring_.rotate(ready_entry::started(me), next, k_many, [this] { fetch_ahead(); });
    }

    /// True where nobody else sees the queue, so that a fiber may enter it while it still runs, and nobody was woken
    /// last.
    bool may_rotate() const noexcept { return rotates_ && !lifo_.slot; }

    /// Queues `me`, which still runs, behind all that is ready; false, and nothing happens, when others could take it.
    bool push_behind_all(fiber_record& me) noexcept {
        if (!rotates_) return false;
        shared_.injected().push(ready_entry::started(me)); // one worker: nobody else takes from it
        return true;
    }

    /// An entry left a queue; true when the caller runs its fiber, false when the entry was stale and is dropped.
    bool settle(ready_entry entry) noexcept { return !entry.is_unstarted() || settle_unstarted(entry.fiber()); }

    void push(ready_entry entry) noexcept {
        if (entry.is_unstarted()) entry.set_place(ring_.next_place());
        if (!ring_.push(entry)) [[unlikely]]
            overflow(entry);
        if (!how_.solo) tell_others();
    }

    /// Queues a fiber that was just spawned here.
    void push_spawned(fiber_record& fiber) noexcept {
        if (rotates_) [[likely]] { // nobody is pinned with one worker
            const ready_entry entry = ready_entry::unstarted(fiber);
            const std::uint64_t place = ring_.next_place();
            fiber.unstarted_link.store(place, memory_order_relaxed); // as entry.set_place()
            if (!ring_.push_quickly(place, entry)) [[unlikely]]
                push_slowly(entry);
        } else {
            push_spawned_of_many(fiber);
        }
    }

    /// As push_spawned() for a fiber that runs at once.
    void pin_if_it_stays(fiber_record& fiber) const noexcept {
        if (how_.stays || fiber.is_pinned()) pin_here(fiber);
    }

    /// Queues a fiber that was just woken here: it is next, if fairness allows.
    void push_woken(fiber_record& fiber) noexcept {
        if (rotates_) [[likely]] { // nobody is pinned with one worker
            if (const ready_entry older = std::exchange(lifo_.slot, ready_entry::started(fiber))) push(older);
        } else {
            push_woken_of_many(fiber);
        }
    }

    /// Queues a fiber that has just run here.
    void push_again(fiber_record& fiber) noexcept {
        const ready_entry entry = ready_entry::started(fiber);
        if (fiber.is_pinned())
            pinned_.push_back(entry);
        else if (k_forced_migration && !how_.solo)
            shared_.push_to((how_.index + 1) % shared_.workers(), entry);
        else if (how_.fifo)
            push_in_order(entry);
        else
            push(entry);
    }

    /// The fiber that was pushed last waits for its turn, although it was woken.
    void take_back_jump() noexcept { lifo_.pending = false; }

    /// Removes the entry of `target`, an unstarted fiber whose handle the caller owns, when it is in the ring.
    bool remove(fiber_record& target) noexcept { return how_.solo ? remove_alone(target) : remove_of_many(target); }

    /// As remove(), with one worker.
    bool remove_alone(fiber_record& target) noexcept {
        const std::uint64_t place = target.unstarted_link.load(memory_order_relaxed); // as entry.place()
        if (!ring_.remove_alone(place, ready_entry::unstarted(target))) return false;
        target.life.claim_owned();
        return true;
    }

    /// As remove(), with several.
    [[gnu::always_inline]] bool remove_of_many(fiber_record& target) noexcept {
        const ready_entry entry = ready_entry::unstarted(target);
        if (!ring_.remove(entry.place(), entry)) return false;
        pushed_lately_ = false;
        target.life.claim_owned();
        return true;
    }

    /// A fiber was claimed while its entry is in a queue out of reach.
    void count_stale() noexcept;

    /// Takes what others queued for this worker, and its share of the injector.
    void take_inbox() noexcept;
    void take_injected() noexcept;

    /// All of both.
    void take_all() noexcept;

    /// Of a runtime that has ended: what is still queued are stale entries.
    void drop_all() noexcept;

    /// For a simulation, which orders them itself.
    ready_entry pop_oldest() noexcept { return ring_.pop_oldest(); }

    /// True when a fiber is queued here. Stale entries count, too.
    bool has_any() const noexcept { return ring_.size_of_owner() != 0 || has_hidden(); }

    /// With order::fifo: true while those who did not fit into the ring wait in the injector, older than who is queued
    /// now.
    bool has_older_elsewhere() const noexcept { return how_.fifo && shared_.injected().size() != 0; }

    /// With order::fifo: true while the ring holds what is older than the injector's entries, and must run before them.
    bool holds_older() const noexcept { return how_.fifo && ring_.size_of_owner() != 0; }

    /// True when something is queued where no thief sees it.
    bool has_hidden() const noexcept { return lifo_.slot || pinned_.count != 0 || inbox().size() != 0; }

    // Any thread.

    /// Takes the oldest of the ring; not settled.
    steal_outcome steal(ready_entry& taken) noexcept { return ring_.steal(taken); }
    std::size_t size() const noexcept { return ring_.size(); }
    bool has_entries() const noexcept { return ring_.has_entries(); }

    /// How many entries ever came into the ring: by it thieves see that the owner is busy.
    std::uint32_t pushes() const noexcept { return pushes_.load(memory_order_relaxed); }

    static constexpr int k_most_lifo = 3;       // woken fibers in a row that overtake others
    static constexpr std::size_t k_many = 2048; // ready fibers that fill the caches
    static constexpr unsigned k_stale_step = 256;
    static constexpr unsigned k_stale_least = 4096;

private:
    using ring = work_deque<ready_entry, k_ring>;

    /// What comes next unless a woken fiber is; not settled.
    [[gnu::noinline]] ready_entry pop_in_turn() noexcept {
        if (ring_.size_of_owner() >= k_many) fetch_ahead();
        lifo_.streak = 0;
        if (pinned_.count != 0) [[unlikely]] {
            pinned_turn_ = !pinned_turn_;
            if (pinned_turn_) return pinned_.pop_front();
        }
        if (const ready_entry oldest = ring_.pop_oldest()) return oldest;
        return pinned_.pop_front();
    }

    /// With order::fifo those in the injector are younger than those in the ring, and older than this one.
    void push_in_order(ready_entry entry) noexcept {
        if (has_older_elsewhere())
            shared_.injected().push(entry);
        else
            push(entry);
    }
    /// Again, if it is pinned: the copy of its callable may have suspended, and come back here.
    void pin_here(fiber_record& fiber) const noexcept { fiber.pin_to(how_.index); }
    void push_spawned_of_many(fiber_record& fiber) noexcept;
    void push_slowly(ready_entry entry) noexcept;
    void tell_others() noexcept;
    bool settle_unstarted(fiber_record& fiber) noexcept;
    void push_woken_of_many(fiber_record& fiber) noexcept;
    void overflow(ready_entry entry) noexcept;
    bool drops(ready_entry entry) noexcept;
    void sweep_stale() noexcept;

    /// With k_many fibers ready, what they need is in no cache: fetches the record of the fiber eight places ahead and,
    /// where no thief may run it meanwhile, the stack of the one four ahead.
    void fetch_ahead() const noexcept {
        __builtin_prefetch(ring_.peek_ahead(8).address());
        if (!how_.solo) return;
        const ready_entry soon = ring_.peek_ahead(4);
        if (!soon || soon.is_unstarted() || soon == ready_entry::removed()) return;
        const auto* const sp = static_cast<const char*>(execution_of(soon.fiber()).ctx.sp);
        for (int offset = 0; offset < 256; offset += 64) __builtin_prefetch(sp + offset);
    }
    const injector<ready_entry>& inbox() const noexcept { return shared_.of(how_.index).inbox; }

    shared_work& shared_;
    record_cache& records_;
    const ready_plan how_;
    const bool rotates_ = how_.solo && !how_.fifo && !how_.simulated; // rotate() and lifo_.slot are in use
    bool pushed_lately_ = false;                                      // since it took an entry of its own
    bool pinned_turn_ = false;
    struct {
        bool pending = false; // what was pushed last was woken, and may run first
        int streak = 0;
        ready_entry slot; // with one worker, who was woken last
    } lifo_;
    ready_chain pinned_; // ready fibers that stay here
    struct {
        unsigned count = 0; // entries of fibers that were run in place, still queued out of reach
        unsigned limit = k_stale_least;
    } stale_;
    atomic<std::uint32_t> pushes_{0};
    ring ring_;
};

} // namespace weft::detail::sched
