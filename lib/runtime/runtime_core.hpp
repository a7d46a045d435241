// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/stack.hpp"
#include "queue/event_count.hpp"
#include "queue/injector.hpp"
#include "runtime/runtime_clock.hpp"
#include "runtime/watchdog.hpp"
#include "runtime/worker.hpp"

#include <weft/detail/runtime/launch.hpp>

#include <memory>
#include <thread>
#include <vector>

namespace weft::detail {

/// A runtime: its workers, what they share, and its life.
///
/// Life: accepting -> stopping (request_stop) -> ended (no fiber is left; found by a worker that goes idle). Workers leave
/// when it has ended.
class runtime_core final : public ready_sink {
public:
    runtime_core(const options& how, workers_are threads);
    runtime_core(const runtime_core&) = delete;
    runtime_core& operator=(const runtime_core&) = delete;
    ~runtime_core();

    // Any thread.
    void make_ready(fiber_record& fiber) noexcept override;
    void request_stop() noexcept;

    /// Should this fiber fail to start, or have failed already, the core stops.
    void stop_unless_started(const fiber_record& main) noexcept;
    /// That fiber has ended with a start_failure.
    void failed_to_start(const fiber_record* fiber) noexcept;
    bool is_stopping() const noexcept { return stopping_.load(memory_order_seq_cst); }
    bool has_ended() const noexcept { return ended_.load(memory_order_seq_cst); }
    const options& how() const noexcept { return how_; }
    runtime_clock& clock() noexcept { return clock_; }
    stack_pool& stacks() noexcept { return stacks_; }
    event_count& idle_workers() noexcept { return idle_; }
    injector<ready_entry>& injected() noexcept { return injected_; }
    const std::vector<std::unique_ptr<worker>>& workers() const noexcept { return workers_; }
    bool is_solo() const noexcept { return workers_.size() == 1; }

    /// Wakes an idle worker, unless none needs to be woken.
    void notify() noexcept {
        const unsigned woken = idle_.notify();
        if (woken != event_count::k_nobody) [[unlikely]] unpark(woken);
    }
    void notify_worker(unsigned index) noexcept {
        if (idle_.notify_worker(index)) unpark(index);
    }

    /// Queues a fiber, on its worker when it is pinned, from a thread that is no worker of this runtime. The fiber may end at
    /// once, and the runtime with it: the destructor waits for such visitors to have left.
    void enter_from_outside(ready_entry entry) noexcept;

    /// Queues a fiber on the worker behind `from` (forced migration).
    void send_onwards(ready_entry entry, unsigned from) noexcept;

    /// A block of `count` fresh ids; returns the first.
    static fiber_id take_ids(fiber_id count) noexcept;

    void count_outside_spawn() noexcept { spawned_outside_.fetch_add(1, memory_order_seq_cst); }
    unsigned pick_pin() noexcept;

    /// True when every fiber that was ever spawned has finished. Exact while nobody outside spawns.
    bool nobody_lives() const noexcept;

    /// Ends the core when it is stopping and nobody lives; true when it has ended. Aborts with a report when the shutdown timeout has passed.
    [[nodiscard]] bool end_if_over() noexcept;

    /// Aborts with a report when the core is stopping and its shutdown timeout has passed.
    void check_shutdown_timeout() noexcept;

    /// With virtual time: moves the clock to the earliest deadline of all workers; false when there is none.
    bool advance_clock() noexcept;

    /// When a worker has to look at the shutdown timeout at the latest.
    time_point shutdown_deadline() const noexcept;

private:
    void start_threads(workers_are threads);
    void queue_here_or_there(ready_entry entry) noexcept;
    void unpark(unsigned index) noexcept { workers_[index]->poller().unpark(); }
    void unpark_all() noexcept;
    [[noreturn]] void report_stragglers() noexcept;

    const options how_;
    runtime_clock clock_;
    stack_pool stacks_;
    event_count idle_;
    injector<ready_entry> injected_;
    atomic<const fiber_record*> main_{nullptr};
    atomic<bool> stopping_{false};
    atomic<bool> reporting_{false};
    atomic<bool> ended_{false};
    atomic<time_point::rep> shutdown_at_{time_point::max().time_since_epoch().count()};
    atomic<std::uint64_t> spawned_outside_{0};
    atomic<unsigned> visitors_{0}; // threads inside enter_from_outside()
    atomic<unsigned> next_pin_{0};
    std::vector<std::unique_ptr<worker>> workers_;
    std::unique_ptr<watchdog> watchdog_;
    std::vector<std::thread> threads_;
};

inline runtime_core& core_of(const fiber_record& fiber) noexcept { return static_cast<runtime_core&>(*fiber.sink); }

/// The options with every default resolved and every contradiction refused (std::invalid_argument).
options resolved(const options& how);

} // namespace weft::detail
