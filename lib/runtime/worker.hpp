// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/random_steps.hpp"
#include "runtime/finder.hpp"
#include "runtime/switcher.hpp"

#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/base/thread_safety.hpp>
#include <weft/detail/base/tiny_lock.hpp>
#include <weft/lowlevel/poller.hpp>
#include <weft/spawn_options.hpp>

#include <cstdint>
#include <pthread.h>

namespace weft::detail::sched {

class runtime_core;

/// A thread that runs fibers: the loop that joins a worker's parts. The ready queue (ready_) says who is next; the
/// switcher, its base, runs fibers until none is ready here, or k_pass switches are over; then a pass through the
/// scheduler, on the thread's own stack, lets the finder look at timers, the outside world and the injector, steal, and
/// make the worker idle.
///
/// Owner only (the worker's own thread, on a fiber or in the scheduler), but for what says "any thread".
///
/// Many functions: beside the loop they are the overrides by which a fiber calls its worker, and the five steps of a
/// worker that a simulation drives.
class worker final : public switcher {
public:
    worker(runtime_core& core, unsigned index);
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    /// The life of the worker's thread: runs fibers until the core has ended.
    void run() noexcept;

    // On a fiber of this worker.
    void end_operations(const char* what, const void* object) noexcept override;
    void add_timer(timer_node& timer) noexcept override { finder_.timers().add(timer); }
    time_point now() const noexcept override;
    std::uint32_t random() noexcept override { return random_.next(); }
    void switch_point(const char* what, const void* object) noexcept override;

    /// Queues a fiber of this runtime that was just spawned here.
    void push_spawned(fiber_record& fiber) noexcept {
        check_owner();
        lives_.count_spawned();
        ready_.push_spawned(fiber);
    }

    /// Queues a fiber that was just woken here: it is next, if fairness allows.
    void push_woken(fiber_record& fiber) noexcept {
        check_owner();
        ready_.push_woken(fiber);
    }

    fiber_id next_id() noexcept {
        if (!has_next_id()) [[unlikely]]
            take_ids();
        return take_next_id();
    }

    /// When has_next_id().
    fiber_id take_next_id() noexcept { return next_id_++; }
    bool has_next_id() const noexcept { return next_id_ != ids_end_; }

    // Any thread.
    unsigned index() const noexcept { return index_; }
    runtime_core& core() const noexcept { return core_; }

    /// Calls fn(its pthread_t) while the worker's thread runs; false when that has not started or has left.
    template <class Fn>
    bool with_thread(Fn&& fn) noexcept {
        const lock_scope guard(thread_lock_);
        if (has_thread_) fn(thread_);
        return has_thread_;
    }

private:
    friend struct observe::debug_layout;
    static constexpr unsigned k_ageing_passes = 64; // passes of a busy worker between two looks at the age of stacks

    // The loop.
    ready_entry find_work() noexcept;
    ready_entry next_ready() noexcept;
    void park() noexcept;
    void wait_for_work(bool all_are_idle) noexcept;
    void drop_last_entries() noexcept;
    time_point ageing_due() const noexcept;
    bool age_stacks(time_point not_before) noexcept;
    void take_ids() noexcept;
    void show_thread() noexcept;
    void hide_thread() noexcept;
    lowlevel::poller& poller() const noexcept;

    // Operations that did not suspend.
    void allow_more_operations() noexcept;
    void give_way() noexcept;

    // In a simulated runtime (worker_simulated.cpp).
    void end_operation_simulated(const char* what, const void* object) noexcept;
    void gather() noexcept;
    ready_entry interrupt(fiber_record& me, const char* what, const void* object) noexcept;
    ready_entry next_simulated() noexcept;
    void park_simulated() noexcept;

    runtime_core& core_;
    const unsigned index_;
    finder finder_;
    std::int32_t operations_left_ = k_operations_in_a_row; // in a simulated runtime
    std::uint64_t seen_activity_ = 0;                      // what activity() was at the last give_way()
    ready_entry chosen_;                                   // by the simulation, at a switch point
    fiber_id next_id_ = 0;
    fiber_id ids_end_ = 0;
    random_steps random_;
    time_point next_ageing_{}; // when it takes the next step of ageing, although it is busy
    tiny_lock thread_lock_;
    bool has_thread_ WEFT_GUARDED_BY(thread_lock_) = false;
    pthread_t thread_ WEFT_GUARDED_BY(thread_lock_){};
};

/// The worker of the calling thread; null on a plain thread.
inline worker* this_worker() noexcept { return static_cast<worker*>(current_carrier()); }

} // namespace weft::detail::sched
