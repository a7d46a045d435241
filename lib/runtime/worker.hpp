// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/exception_state.hpp"
#include "context/stack.hpp"
#include "context/switch.hpp"
#include "fiber/carrier.hpp"
#include "fiber/record_execution.hpp"
#include "queue/event_count.hpp"
#include "queue/injector.hpp"
#include "queue/timer_queue.hpp"
#include "queue/work_deque.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/order_marks.hpp>
#include <weft/detail/base/tuning.hpp>
#include <weft/lowlevel/poller.hpp>
#include <weft/spawn_options.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <pthread.h>
#include <vector>

namespace weft::detail {

class runtime_core;

using ready_chain = entry_chain<ready_entry>;

/// A thread that runs fibers, with its queues. A suspending fiber picks the next ready one and switches straight to it; when
/// there is none, and every k_budget switches, control passes through the scheduler on the thread's own stack, which looks at
/// timers, the outside world and the injector, steals, and parks.
///
/// Members are "owner only" (the worker's own thread, on a fiber or on the scheduler) unless they say "any thread".
/// `this` is stale after every switch: a fiber may come back on another worker.
class worker final : public carrier {
public:
    worker(runtime_core& core, unsigned index);
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    /// The life of the worker's thread: runs fibers until the core has ended.
    void run() noexcept;

    // On a fiber of this worker.
    void yield() noexcept override;
    bool yield_long() noexcept override;
    void end_operations(const char* what, const void* object) noexcept override;
    void suspend_current() noexcept override;
    void suspend_current_and_unlock(list_lock& held) noexcept override;
    void add_timer(timer_node& timer) noexcept override { timers_.add(timer); }
    time_point now() const noexcept override;
    std::uint32_t random() noexcept override {
        random_ = random_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::uint32_t>(random_ >> 32);
    }
    void switch_point(const char* what, const void* object) noexcept override;

    /// The fiber `target`, unstarted and owned by the caller, runs now on the stack of the current fiber when that is
    /// allowed; returns true once it has finished.
    bool try_run_in_place(fiber_record& target) noexcept;

    /// Runs a fiber that was never queued at once and queues the current one. Throws resource_error when there is no stack.
    void dispatch(fiber_record& child);

    /// Queues a fiber of this runtime that was just spawned here.
    void push_spawned(fiber_record& fiber) noexcept;

    /// Queues a fiber that was just woken here: it is next, if fairness allows.
    void push_woken(fiber_record& fiber) noexcept;

    /// Gives the cleared record of a finished fiber back.
    void put_record(fiber_record& fiber) noexcept {
        check_owner();
        mark_before(&fiber.id);
        fiber.end_steps();
        records_.put(fiber);
    }

    // Any thread.
    unsigned index() const noexcept { return index_; }
    runtime_core& core() const noexcept { return core_; }
    lowlevel::poller& poller() noexcept { return *poller_; }
    bool has_poller() const noexcept { return poller_ != nullptr; }

    /// Queues a fiber that must run on this worker, from elsewhere; the caller unparks the worker if it must.
    void push_inbox(ready_entry entry) noexcept { inbox_.push(entry); }

    time_point earliest_timer() const noexcept { return timers_.earliest(); }

    /// True when it has an entry of any kind, or a timer. Of this worker, or of one that event_count::if_all_idle() keeps idle.
    bool has_work_or_timers() const noexcept {
        return lifo_slot_ || ready_.has_entries() || pinned_.count != 0 || inbox_.size() != 0 ||
               timers_.earliest() != timer_queue::k_never;
    }

    std::uint64_t spawned() const noexcept { return spawned_.load(memory_order_acquire); }
    std::uint64_t finished() const noexcept { return finished_.load(memory_order_acquire); }

    /// What the watchdog sees: a number that moves with every switch.
    std::uint64_t activity() const noexcept {
        return passes_.load(memory_order_relaxed) * (k_budget + 1) -
               static_cast<std::uint64_t>(budget_.load(memory_order_relaxed));
    }

    /// Reports the fiber that the worker's thread runs; nothing when it runs none, has not started or has left. On a plain
    /// thread.
    void report_if_blocked() noexcept;

    life_word::workers others() const noexcept { return solo_ ? life_word::workers::one : life_word::workers::many; }

    fiber_id next_id() noexcept {
        if (next_id_ == ids_end_) [[unlikely]]
            take_ids();
        return next_id_++;
    }
    void count_spawn() noexcept {
        check_owner();
        bump(spawned_);
    }

private:
    friend struct debug_layout;

    /// A fiber that has waited may go on at another worker, and must not use the one where it was.
    void check_owner() const noexcept {
        if constexpr (WEFT_DEBUG_CHECKS)
            WEFT_ASSERT(current_carrier() == this,
                        "a worker was used from another thread: after a wait, ask for this_worker() again");
    }

    void count_finished() noexcept {
        check_owner();
        bump(finished_);
    }

    /// A counter that only this worker moves; pairs with the acquiring reads of nobody_lives(), behind event_count's fence.
    static void bump(atomic<std::uint64_t>& counter) noexcept {
        counter.store(counter.load(memory_order_relaxed) + 1, memory_order_release);
    }

    static constexpr std::size_t k_many = 2048;
    static constexpr int k_budget = 61;          // switches between two passes through the scheduler
    static constexpr int k_most_lifo = 3;        // woken fibers in a row that overtake others
    static constexpr int k_most_in_place = 4096; // joins in place between two that suspend
    static constexpr std::size_t k_most_stolen = 256;
    static constexpr unsigned k_ageing_passes = 64; // passes of a busy worker between two looks at the age of stacks
    static constexpr unsigned k_stale_step = 256;
    static constexpr unsigned k_stale_least = 4096;

    enum class then : std::uint8_t { nothing, requeue, leave_wait, unlock, recycle };

    // The switch (worker_switch.cpp).
    static void fiber_main(void* payload);
    void switch_out(fiber_record& me, then what, ready_entry next) noexcept;
    void leave_for_next(fiber_record& me) noexcept;
    void switch_to(fiber_record& me, execution& to) noexcept;
    void switch_to_entry(fiber_record& me, ready_entry next) noexcept;
    void switch_with_exceptions(fiber_record& me, execution& to) noexcept;
    void yield_solo(fiber_record& me) noexcept;
    void yield_after_stale(fiber_record& me) noexcept;
    execution& target_of(ready_entry next) noexcept;
    bool bind_stack(fiber_record& fiber) noexcept;
    void run_after() noexcept;
    void take_ids() noexcept;
    /// Spends one switch; false when it is time for a pass through the scheduler.
    bool spend() noexcept {
        const int left = budget_.load(memory_order_relaxed) - 1;
        budget_.store(left, memory_order_relaxed);
        return left > 0;
    }
    void allow_more_operations() noexcept;
    void give_way() noexcept;
    void leave_stack(stack* mine, ready_entry next) noexcept;
    void run_in_place(fiber_record& target) noexcept;
    worker* finish(fiber_record& fiber) noexcept;
    worker* free_detached(fiber_record& fiber) noexcept;
    bool has_stack_left() const noexcept;

    // Local queues (worker_ready.hpp, worker_queue.cpp).
    /// With k_many fibers ready, what they need is in no cache: fetches the record of one to come and the stack of a nearer one.
    void fetch_ahead() const noexcept;
    ready_entry take_local() noexcept;
    ready_entry take_lifo_slot() noexcept;
    ready_entry pop_local() noexcept;
    ready_entry pop_in_turn() noexcept;
    bool settle(ready_entry entry) noexcept;
    bool settle_unstarted(fiber_record& fiber) noexcept;
    void push_woken_of_many(fiber_record& fiber) noexcept;
    void push_entry(ready_entry entry) noexcept;
    void overflow(ready_entry entry) noexcept;
    void requeue(fiber_record& fiber) noexcept;
    bool take_entry_of(fiber_record& target) noexcept;
    void count_stale() noexcept;
    bool drops(ready_entry entry) noexcept;
    void sweep_stale() noexcept;
    bool has_somebody_else() const noexcept;
    bool keeps(const fiber_record& fiber) const noexcept { return fiber.pinned_to() == index_; }

    // In a simulated runtime (worker_simulated.cpp).
    void end_operation_simulated(const char* what, const void* object) noexcept;
    void gather() noexcept;
    ready_entry interrupt(fiber_record& me, const char* what, const void* object) noexcept;
    ready_entry next_simulated() noexcept;
    void park_simulated() noexcept;
    void show_wait(const fiber_record& me) noexcept;

    // The scheduler (worker_scheduler.cpp).
    void enter() noexcept;
    void leave() noexcept;
    ready_entry find_work() noexcept;
    ready_entry next_ready() noexcept;
    void resume(ready_entry next) noexcept;
    void drop_last_entries() noexcept;
    void poll_sources() noexcept;
    void take_inbox() noexcept;
    void take_injected() noexcept;
    void fire_timers() noexcept;
    void fire_late_timers() noexcept;
    void fail_handoff() noexcept;
    ready_entry search() noexcept;
    ready_entry steal_round() noexcept;
    ready_entry steal_from(worker& victim) noexcept;
    bool may_steal(const worker& victim) noexcept;
    time_point ageing_due() const noexcept;
    bool age_stacks(time_point not_before) noexcept;
    void stop_searching() noexcept;
    void park() noexcept;
    bool watch() noexcept;
    bool sees_single_entries() const noexcept;
    bool sees_pushes() noexcept;
    void wait_for_work(bool all_are_idle) noexcept;
    bool sees_work() const noexcept;
    time_point park_deadline() const noexcept;

    struct sighting {
        std::uint32_t pushes = 0; // the victim's counter at the last look
        unsigned in_a_row = 0;    // looks that found something
        unsigned leave_alone = 0; // looks to leave out, as the victim is busy at its oldest end
    };

    runtime_core& core_;
    const unsigned index_;
    const bool solo_; // the only worker of its runtime
    const bool fifo_;
    const bool stays_; // steal::unstarted: a fiber that starts here stays here
    const bool simulated_;
    const bool rotates_;       // yield() may use work_deque::rotate(), and lifo_slot_ is in use
    const bool unlocks_first_; // a fiber may be made ready before it is off its stack
    bool searching_ = false;
    bool lifo_pending_ = false;  // what was pushed last was woken, and may run first
    bool pushed_lately_ = false; // since it took an entry of its own
    bool pinned_turn_ = false;
    int lifo_streak_ = 0;
    int in_place_left_ = k_most_in_place;
    std::int32_t operations_left_ = k_operations_in_a_row; // in a simulated runtime
    std::uint64_t seen_activity_ = 0;                      // what activity() was at the last give_way()
    then after_ = then::nothing;
    fiber_record* after_fiber_ = nullptr;
    list_lock* after_lock_ = nullptr;
    stack* after_stack_ = nullptr;
    exception_globals* exceptions_ = nullptr;
    ready_entry lifo_slot_;      // with one worker, who was woken last
    execution scheduler_;        // the thread's own stack
    execution leaving_;          // the side of a final switch that is never resumed
    ready_entry chosen_;         // by the simulation, at a switch point
    ready_entry handoff_;        // an unstarted fiber that found no stack in the cache
    std::exception_ptr refusal_; // one error for all fibers refused in a row: there may be no memory for one each
    stack_cache stacks_;
    ready_chain pinned_; // ready fibers that stay here
    unsigned stale_limit_ = k_stale_least;
    unsigned stale_ = 0; // entries of fibers that were run in place, still queued out of reach
    fiber_id next_id_ = 0;
    fiber_id ids_end_ = 0;
    std::uint64_t random_;
    std::chrono::microseconds watch_{0}; // how long the last watch was; 0: it did not
    std::uint32_t pushes_of_others_ = 0; // when it looked last
    std::vector<sighting> sightings_;
    time_point next_ageing_{}; // when it takes the next step of ageing, although it is busy
    std::unique_ptr<lowlevel::poller> poller_;

    tiny_lock thread_lock_;
    bool has_thread_ WEFT_GUARDED_BY(thread_lock_) = false;
    pthread_t thread_ WEFT_GUARDED_BY(thread_lock_){};
    atomic<int> budget_{k_budget}; // switches left before the next pass through the scheduler; others only look
    atomic<std::uint64_t> passes_{0};
    atomic<std::uint32_t> pushes_{0}; // entries that ever came into ready_: thieves see by it that the owner is busy
    atomic<std::uint64_t> spawned_{0};
    atomic<std::uint64_t> finished_{0};
    timer_queue timers_;
    injector<ready_entry> inbox_;
    work_deque<ready_entry, k_ring> ready_;
};

inline void worker::fetch_ahead() const noexcept {
    __builtin_prefetch(ready_.peek_ahead(8).address());
    if (!solo_) return; // a thief may run the fiber by now: its context is not ours to read
    const ready_entry soon = ready_.peek_ahead(4);
    if (!soon || soon.is_unstarted() || soon == ready_entry::removed()) return;
    const auto* const sp = static_cast<const char*>(execution_of(soon.fiber()).ctx.sp);
    for (int offset = 0; offset < 256; offset += 64) __builtin_prefetch(sp + offset);
}

/// The worker of the calling thread; null on a plain thread.
inline worker* this_worker() noexcept { return static_cast<worker*>(current_carrier()); }

} // namespace weft::detail
