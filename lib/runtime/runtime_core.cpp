// SPDX-License-Identifier: BSL-1.0
#include "runtime/runtime_core.hpp"

#include "context/switch/shadow_stack.hpp"

#include <weft/detail/base/order_marks.hpp>
#include <weft/resource_error.hpp>

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <new>
#include <stdexcept>
#include <string>

namespace weft::detail::sched {
namespace {

constexpr time_point k_simulated_start{std::chrono::hours(1)};

[[noreturn]] void throw_no_thread(const std::string& whose, const std::exception& error) {
    throw resource_error("RLIMIT_NPROC",
                         fmt::format("weft: no thread for {}: {}; look at RLIMIT_NPROC (ulimit -u), the control "
                                     "group's pids.max and kernel.threads-max",
                                     whose, error.what()));
}

} // namespace

runtime_core::runtime_core(const options& how, workers_are threads, simulation* simulated)
    : how_(resolved(how)),
      simulated_(simulated),
      clock_(how_.time, simulated != nullptr ? k_simulated_start : steady_now()),
      stacks_({.size = how_.stack_size, .guard = how_.guard_size}),
      shared_(how_.workers) {
    asymmetric_fence::heavy(); // a membarrier that is refused now can still be done without while there is one thread
    refuse_shadow_stack_of_process();
    observer_ = make_observer(*this);
    for (unsigned i = 0; i < how_.workers; ++i) {
        try {
            shared_.of(i).poller = how_.poller(i);
            if (shared_.of(i).poller == nullptr) throw std::invalid_argument("weft: options.poller returned no poller");
            workers_.push_back(std::make_unique<worker>(*this, i));
        } catch (const std::bad_alloc&) {
            throw resource_error("memory",
                                 fmt::format("weft: no memory for the queues of worker {} of {}; look at RLIMIT_AS "
                                             "(ulimit -v)",
                                             i, how_.workers));
        }
    }
    if (how_.debug) start_watchdog();
    start_threads(threads);
}

runtime_core::~runtime_core() {
    outside_->close();
    request_stop();
    for (os_thread& thread : threads_) thread.join();
    while (has_visitors()) yield_thread();
    mark_after(observer_.get()); // what the stacks of the last fibers were used for
}

void runtime_core::start_watchdog() {
    try {
        observer_->watch_workers();
    } catch (const std::exception& error) {
        throw_no_thread("the watchdog of options.debug", error);
    }
}

void runtime_core::start_threads(workers_are threads) {
    threads_.reserve(workers_.size());
    unsigned i = threads == workers_are::first_is_caller ? 1 : 0;
    try {
        for (; i < workers_.size(); ++i) threads_.emplace_back([self = workers_[i].get()] { self->run(); });
    } catch (const std::exception& error) {
        request_stop();
        for (os_thread& thread : threads_) thread.join();
        threads_.clear();
        throw_no_thread(fmt::format("worker {} of {}", i, workers_.size()), error);
    }
}

void runtime_core::stop_unless_started(const fiber_record& main) noexcept {
    main_.store(&main, memory_order_seq_cst);
    asymmetric_fence::light(); // pairs with failed_to_start(): this look or that one sees what the other side stored
    if (main.life.is_done()) request_stop();
}

void runtime_core::failed_to_start(const fiber_record* fiber) noexcept {
    asymmetric_fence::heavy(); // pairs with stop_unless_started(), which every run() calls: this is the rare side
    if (main_.load(memory_order_seq_cst) == fiber) request_stop();
}

void runtime_core::make_ready(fiber_record& fiber) noexcept {
    mark_before(&fiber.id);
    worker* const here = this_worker();
    const bool is_ours = here != nullptr && &here->core() == this;
    const std::uint32_t pin = fiber.pinned_to();
    if (!is_ours)
        enter_from_outside(ready_entry::started(fiber));
    else if (pin == fiber_record::k_unpinned || pin == here->index())
        here->push_woken(fiber);
    else
        shared_.push(ready_entry::started(fiber));
}

void runtime_core::enter_from_outside(ready_entry entry) noexcept {
    visitors_.fetch_add(1, memory_order_seq_cst); // the fiber is not ready yet, so the runtime is there
    shared_.push(entry);
    visitors_.fetch_sub(1, memory_order_seq_cst); // the last touch
}

void runtime_core::spawn_from_outside(ready_entry entry) noexcept {
    // First: a thread that sees the fiber counted must also see that it is on its way.
    visitors_.fetch_add(1, memory_order_seq_cst);
    spawned_outside_.fetch_add(1, memory_order_seq_cst);
    shared_.push(entry);
    visitors_.fetch_sub(1, memory_order_seq_cst); // the last touch
}

/// Once it is there, it stays the same.
const std::shared_ptr<void>& runtime_core::attached(std::shared_ptr<void> (*make)()) WEFT_NO_THREAD_SAFETY_ANALYSIS {
    const lock_scope guard(attaching_);
    if (attached_ == nullptr) attached_ = make();
    return attached_;
}

/// With one worker all are pinned to it, so steal::unstarted means nothing there.
ready_plan runtime_core::plan_of(unsigned worker) const noexcept {
    const bool solo = how_.workers == 1;
    return {.index = worker,
            .solo = solo,
            .fifo = how_.order == order::fifo,
            .stays = !solo && how_.steal == steal::unstarted,
            .simulated = simulated_ != nullptr};
}

fiber_id runtime_core::take_ids(fiber_id count) noexcept {
    if (simulated_ != nullptr) return std::exchange(next_simulated_id_, next_simulated_id_ + count);
    static atomic<fiber_id> next{1};
    return next.fetch_add(count, memory_order_relaxed); // unique, and nothing else
}

unsigned runtime_core::pick_pin() noexcept {
    return next_pin_.fetch_add(1, memory_order_relaxed) % static_cast<unsigned>(workers_.size()); // any spread will do
}

/// The finished are counted before the spawned: both only grow, and a fiber is counted as spawned first, so equal sums
/// mean that at the moment between the two countings nobody lived. After that only somebody outside could spawn. Sets
/// `outside` to what spawned_outside_ was between the two countings.
bool runtime_core::nobody_lives(std::uint64_t& outside) const noexcept {
    std::uint64_t finished = 0;
    for (const auto& each : workers_) finished += each->lives().finished();
    outside = spawned_outside_.load(memory_order_seq_cst);
    std::uint64_t spawned = outside & ~k_closed;
    for (const auto& each : workers_) spawned += each->lives().spawned();
    return finished == spawned;
}

/// While a handler spawns, no fiber need be alive. So a handler counts the fiber to come before anything else. Either
/// it counts before the exchange here, which fails then; or it sees k_closed and spawns nothing.
bool runtime_core::close_unless_somebody_lives() noexcept {
    std::uint64_t outside = 0;
    return nobody_lives(outside) &&
           spawned_outside_.compare_exchange_strong(outside, outside | k_closed, memory_order_seq_cst);
}

void runtime_core::request_stop() noexcept {
    if (how_.shutdown_timeout != std::chrono::seconds(0)) {
        const time_point at = saturating_add(steady_now(), how_.shutdown_timeout);
        shutdown_at_.store(at.time_since_epoch().count(), memory_order_seq_cst);
    }
    if (how_.left_report_after != std::chrono::seconds(0) && simulated_ == nullptr && !is_stopping()) {
        const time_point at = saturating_add(steady_now(), how_.left_report_after);
        left_report_at_.store(at.time_since_epoch().count(), memory_order_seq_cst);
    }
    stopping_.store(true, memory_order_seq_cst);
    shared_.unpark_all(); // whoever is idle looks whether it is over
}

bool runtime_core::end_if_over() noexcept {
    if (has_ended()) return true;
    if (!is_stopping()) return false;
    if (close_unless_somebody_lives()) {
        shared_.end();
        shared_.unpark_all();
        return true;
    }
    check_shutdown_timeout();
    return false;
}

bool runtime_core::are_all_idle() noexcept {
    return shared_.idle().if_all_idle([] {});
}

/// True when the time `when` has come. All workers wake up at that time. A report is best when all are idle again, so
/// they get a moment for that.
bool runtime_core::is_due(const atomic<time_point::rep>& when) noexcept {
    constexpr auto k_moment = std::chrono::milliseconds(100);
    const time_point at{time_point::duration(when.load(memory_order_seq_cst))};
    const time_point now = steady_now();
    return now >= at && (now >= saturating_add(at, k_moment) || are_all_idle());
}

void runtime_core::check_shutdown_timeout() noexcept {
    if (is_due(shutdown_at_)) observer_->cannot_end();
    if (is_due(left_report_at_)) report_left();
}

time_point runtime_core::shutdown_deadline() const noexcept {
    return time_point(time_point::duration(
        std::min(shutdown_at_.load(memory_order_seq_cst), left_report_at_.load(memory_order_seq_cst))));
}

bool runtime_core::advance_clock() noexcept {
    time_point first = timer_queue::k_never;
    for (const shared_work::seat& each : shared_.seats()) first = std::min(first, each.timers->earliest());
    if (first == timer_queue::k_never) return false;
    clock_.advance_to(first);
    return true;
}

void runtime_core::give_up() noexcept {
    given_up_ = true;
    shared_.end();
}

void runtime_core::report_left() noexcept {
    // On virtual time a runtime that has work is never late, so its report is put off.
    const bool is_patient = clock_.is_virtual() && !are_all_idle();
    const time_point next = is_patient ? saturating_add(steady_now(), how_.left_report_after) : time_point::max();
    time_point::rep due = left_report_at_.load(memory_order_seq_cst);
    if (due > steady_now().time_since_epoch().count() ||
        !left_report_at_.compare_exchange_strong(due, next.time_since_epoch().count(), memory_order_seq_cst))
        return; // another worker does it
    if (!is_patient) observer_->ends_slowly();
}

} // namespace weft::detail::sched
