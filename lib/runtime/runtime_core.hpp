// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/blocking_mutex.hpp"
#include "base/os_thread.hpp"
#include "context/stack/stack.hpp"
#include "runtime/observer.hpp"
#include "runtime/outside_gate.hpp"
#include "runtime/runtime_clock.hpp"
#include "runtime/shared_work.hpp"
#include "runtime/worker.hpp"

#include <weft/detail/base/config.hpp>
#include <weft/detail/runtime/launch.hpp>

#include <memory>
#include <string>
#include <vector>

namespace weft::detail::sched {

class simulation;

/// A runtime: its workers, what they share, and its life.
///
/// Life: accepting -> stopping (request_stop) -> ended (no fiber is left; found by a worker that goes idle). Workers
/// leave when it has ended.
///
/// Many functions: sixteen are looks at one field, for workers and observers. Many fields: the life is decided by what
/// plain threads, workers and the owner of the runtime have each counted, in words of their own.
class runtime_core final : public ready_sink {
public:
    /// `simulated` decides all, if given; see simulation.hpp.
    runtime_core(const options& how, workers_are threads, simulation* simulated);
    runtime_core(const runtime_core&) = delete;
    runtime_core& operator=(const runtime_core&) = delete;
    ~runtime_core();

    // Any thread.
    void make_ready(fiber_record& fiber) noexcept override;
    void request_stop() noexcept;

    /// Should this fiber fail to start, or have failed already, the core stops.
    void stop_unless_started(const fiber_record& main) noexcept;
    /// That fiber has ended, as it could not start.
    void failed_to_start(const fiber_record* fiber) noexcept;
    bool is_stopping() const noexcept { return stopping_.load(memory_order_seq_cst); }
    bool has_ended() const noexcept { return shared_.has_ended(); }
    const options& how() const noexcept { return how_; }
    runtime_clock& clock() noexcept { return clock_; }
    stack_pool& stacks() noexcept { return stacks_; }
    shared_work& shared() noexcept { return shared_; }
    const std::vector<std::unique_ptr<worker>>& workers() const noexcept { return workers_; }
    bool is_solo() const noexcept { return workers_.size() == 1; }

    /// Queues a fiber, on its worker when it is pinned, from a thread that is no worker of this runtime. The fiber may
    /// end at once, and the runtime with it: the destructor waits for such visitors to have left.
    void enter_from_outside(ready_entry entry) noexcept;

    /// As enter_from_outside() for a fiber that was just spawned.
    void spawn_from_outside(ready_entry entry) noexcept;

    /// Counts a fiber as spawned that a handler on a worker's own stack is about to make: the core cannot end before
    /// that fiber has. After true the handler calls queue_begun() or take_back_spawn(). False: the core has ended.
    [[nodiscard]] bool begin_spawn() noexcept {
        return (spawned_outside_.fetch_add(1, memory_order_seq_cst) & k_closed) == 0;
    }
    void queue_begun(ready_entry entry) noexcept { shared_.push(entry); }
    void take_back_spawn() noexcept { spawned_outside_.fetch_sub(1, memory_order_seq_cst); }

    /// See attached_to(). Any fiber of the runtime.
    const std::shared_ptr<void>& attached(std::shared_ptr<void> (*make)());

    ready_plan plan_of(unsigned worker) const noexcept;

    /// A block of `count` fresh ids; returns the first.
    fiber_id take_ids(fiber_id count) noexcept;

    /// Null in ordinary runtimes.
    simulation* simulated() const noexcept { return simulated_; }

    /// Ends a simulated core with the fibers that it has: they are never continued. Its worker only.
    void give_up() noexcept;
    bool was_given_up() const noexcept { return given_up_; }

    observer& observed_by() noexcept { return *observer_; }

    /// The works of weft::outside_work.
    const std::shared_ptr<outside_gate>& outside() const noexcept { return outside_; }

    /// After give_up(): gives the records of its fibers back.
    WEFT_API void forget_fibers();

    unsigned pick_pin() noexcept;

    /// True when every fiber that was ever spawned has finished. Exact while nobody outside spawns.
    bool nobody_lives() const noexcept {
        std::uint64_t outside = 0;
        return nobody_lives(outside);
    }

    /// Ends the core when it is stopping and nobody lives; true when it has ended. Aborts with a report when the
    /// shutdown timeout has passed.
    [[nodiscard]] bool end_if_over() noexcept;

    /// Of a core that is stopping. Aborts with a report when its shutdown timeout has passed; names the fibers that are
    /// left, once, when options::left_report_after has passed.
    void check_shutdown_timeout() noexcept;

    /// With virtual time: moves the clock to the earliest deadline of all workers; false when there is none.
    bool advance_clock() noexcept;

    /// True while threads from outside are queueing a fiber.
    bool has_visitors() const noexcept { return visitors_.load(memory_order_seq_cst) != 0; }

    /// When a worker has to look at the times of check_shutdown_timeout() at the latest.
    time_point shutdown_deadline() const noexcept;

private:
    friend struct observe::debug_layout;
    static constexpr std::uint64_t k_closed = std::uint64_t{1} << 63; // in spawned_outside_

    void start_watchdog();
    void start_threads(workers_are threads);
    void report_left() noexcept;
    bool are_all_idle() noexcept;
    bool is_due(const atomic<time_point::rep>& when) noexcept;
    bool nobody_lives(std::uint64_t& outside) const noexcept;
    bool close_unless_somebody_lives() noexcept;

    const options how_;
    simulation* const simulated_;
    bool given_up_ = false;
    fiber_id next_simulated_id_ = 1;
    runtime_clock clock_;
    stack_pool stacks_;
    shared_work shared_;
    atomic<const fiber_record*> main_{nullptr};
    atomic<bool> stopping_{false};
    blocking_mutex attaching_;
    std::shared_ptr<void> attached_ WEFT_GUARDED_BY(attaching_);
    atomic<time_point::rep> shutdown_at_{time_point::max().time_since_epoch().count()};
    atomic<time_point::rep> left_report_at_{time_point::max().time_since_epoch().count()}; // once: back to max
    /// Fibers that plain threads, other runtimes and handlers have spawned; with k_closed, the core has ended.
    atomic<std::uint64_t> spawned_outside_{0};
    atomic<unsigned> visitors_{0}; // threads inside enter_from_outside() and spawn_from_outside()
    atomic<unsigned> next_pin_{0};
    const std::shared_ptr<outside_gate> outside_ = std::make_shared<outside_gate>(*this);
    std::vector<std::unique_ptr<worker>> workers_;
    std::unique_ptr<observer> observer_;
    std::vector<os_thread> threads_;
};

inline runtime_core& core_of(const fiber_record& fiber) noexcept { return static_cast<runtime_core&>(*fiber.sink()); }

/// The options with every default resolved and every contradiction refused (std::invalid_argument).
options resolved(const options& how);

} // namespace weft::detail::sched
