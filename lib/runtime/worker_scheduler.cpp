// SPDX-License-Identifier: BSL-1.0
#include "context/overflow.hpp"
#include "context/shared_pools.hpp"
#include "context/switch.hpp"
#include "fiber/record_execution.hpp"
#include "fiber/wait_timer.hpp"
#include "runtime/blocked_report.hpp"
#include "runtime/runtime_core.hpp"
#include "runtime/worker.hpp"
#include "runtime/worker_ready.hpp"

#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/base/pause.hpp>
#include <weft/resource_error.hpp>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

// The scheduler of a worker, on its thread's own stack: where control goes when no fiber is ready here, and every k_budget
// switches.

namespace weft::detail {

worker::worker(runtime_core& core, unsigned index)
    : core_(core),
      index_(index),
      solo_(core.how().workers == 1),
      fifo_(core.how().order == order::fifo),
      stays_(!solo_ && core.how().steal == steal::unstarted),
      simulated_(core.simulated() != nullptr),
      rotates_(solo_ && !fifo_ && !simulated_),
      unlocks_first_(solo_ && !simulated_),
      stacks_(core.stacks()),
      random_(core.how().seed * 0x9e3779b97f4a7c15U + index + 1),
      sightings_(core.how().workers),
      poller_(core.how().poller(index)),
      ready_(solo_ ? decltype(ready_)::sharing::owner_only : decltype(ready_)::sharing::shared) {}

void worker::enter() noexcept {
    const lock_scope guard(thread_lock_);
    thread_ = ::pthread_self();
    has_thread_ = true;
}

void worker::leave() noexcept {
    const lock_scope guard(thread_lock_);
    has_thread_ = false;
}

void worker::report_if_blocked() noexcept {
    blocked_question question;
    {
        const lock_scope guard(thread_lock_);
        if (!has_thread_) return;
        question.ask(thread_);
    }
    if (question.print_answer()) core_.count_blocked_report();
}

void worker::run() noexcept {
    std::optional<signal_stack> for_overflow;
    try {
        for_overflow.emplace();
    } catch (const resource_error&) {
        for_overflow.reset(); // no memory: an overflow on this thread kills the process without its report
    }
    enter();
    set_current_carrier(this);
    allow_more_operations();
    exceptions_ = thread_exception_globals();
    const exception_globals callers = *exceptions_; // run() may be called in a catch block
    *exceptions_ = {};
    while (const ready_entry next = find_work()) resume(next);
    *exceptions_ = callers;
    drop_last_entries();
    stacks_.flush();
    set_current_carrier(nullptr);
    leave();
}

/// The core has ended: what is still queued are entries of fibers that were joined in place.
void worker::drop_last_entries() noexcept {
    if (core_.was_given_up()) return;
    while (inbox_.size() != 0) take_inbox();
    while (core_.injected().size() != 0) take_injected();
    while (take_local()) {}
}

void worker::resume(ready_entry next) noexcept {
    budget_.store(simulated_ ? 1 : k_budget, memory_order_relaxed);
    passes_.store(passes_.load(memory_order_relaxed) + 1, memory_order_relaxed);
    execution& to = target_of(next);
    if (current_ == nullptr) { // no stack for an unstarted fiber: it is in handoff_
        fail_handoff();
        return;
    }
    switch_execution(scheduler_, to, this);
    run_after();
}

/// The fiber in handoff_ ends with the resource_error that says why it got no stack, unless there is one now.
void worker::fail_handoff() noexcept {
    try {
        stacks_.put(stacks_.get());
    } catch (...) {
        if (refusal_ == nullptr) refusal_ = std::current_exception();
        fiber_record& fiber = std::exchange(handoff_, {}).fiber();
        fiber.start_failure = refusal_;
        fiber.failure = &fiber.start_failure;
        // Whoever joins drops the callable: its destructor may suspend, and there is no fiber here.
        fiber.needs_drop = true;
        const fiber_record* const which = &fiber;
        finish(fiber);
        core_.failed_to_start(which);
    }
}

/// The next fiber to run, parking until there is one; empty once the core has ended.
ready_entry worker::find_work() noexcept {
    while (!core_.has_ended()) {
        if (const ready_entry next = next_ready()) {
            if (core_.is_stopping()) [[unlikely]]
                core_.check_shutdown_timeout(); // here, for workers that never park
            if (searching_) stop_searching();
            return next;
        }
        park();
    }
    return {};
}

ready_entry worker::next_ready() noexcept {
    if (passes_.load(memory_order_relaxed) % k_ageing_passes == k_ageing_passes - 1) age_stacks(next_ageing_);
    poll_sources();
    if (handoff_) return std::exchange(handoff_, {});
    if (simulated_) return next_simulated();
    if (const ready_entry local = take_local()) return local;
    return search();
}

void worker::poll_sources() noexcept {
    if (poller_->wants_poll()) poller_->poll();
    take_inbox();
    fire_timers();
    if (core_.injected().size() != 0 && (!fifo_ || ready_.size() == 0)) take_injected();
}

void worker::take_inbox() noexcept {
    ready_chain mine = inbox_.pop_chain(k_budget);
    while (const ready_entry entry = mine.pop_front()) {
        if (keeps(entry.fiber()))
            pinned_.push_back(entry);
        else
            push_entry(entry);
    }
}

void worker::take_injected() noexcept {
    const std::size_t share = core_.injected().size() / core_.workers().size() + 1;
    ready_chain chain = core_.injected().pop_chain(std::min<std::size_t>(share, k_budget));
    while (const ready_entry entry = chain.pop_front()) push_entry(entry);
}

namespace {

void fire_due(timer_queue& timers, time_point now) noexcept {
    claimed_unit won;
    while (timers.fire_one(now, [&](timer_node& due) { won = static_cast<wait_timer&>(due).claim(); }))
        if (won) won.deliver();
}

/// How late another worker's timer must be before this one fires it.
constexpr auto k_most_late = std::chrono::microseconds(500);

/// How long a worker watches at first and at most: the time that a fiber may have to wait behind one that woke it and goes on.
constexpr auto k_least_watch = std::chrono::microseconds(50);
constexpr auto k_most_watch = std::chrono::microseconds(400);

} // namespace

void worker::fire_timers() noexcept {
    if (timers_.earliest() != timer_queue::k_never) fire_due(timers_, core_.clock().now());
}

/// Only an idle worker looks at the timers of others: of one that its fiber keeps busy, or, with virtual time, of one that is
/// idle as well.
void worker::fire_late_timers() noexcept {
    const bool at_once = core_.clock().is_virtual();
    for (const auto& other : core_.workers()) {
        const time_point earliest = other->timers_.earliest();
        if (earliest == timer_queue::k_never) continue;
        const time_point now = core_.clock().now();
        if (earliest <= (at_once ? now : now - k_most_late)) fire_due(other->timers_, now);
    }
}

/// When there is something to do for age_stacks(). Stacks age by the real clock, so not in a runtime with virtual time; nor in
/// models, where a park that ends by itself would hide a lost wake-up.
time_point worker::ageing_due() const noexcept {
    if (WEFT_MODEL || core_.clock().is_virtual()) return stack_pool::k_never;
    return std::min(core_.stacks().ageing_due(), shared_pools_due());
}

/// Takes one step of ageing if it is due and `not_before` has come: memory of stacks that were not used lately goes back to the
/// system. True when some did.
bool worker::age_stacks(time_point not_before) noexcept {
    constexpr auto k_pace = std::chrono::milliseconds(4);
    const time_point due = ageing_due();
    if (due == stack_pool::k_never) return false;
    const time_point now = steady_now();
    if (now < std::max(due, not_before)) return false;
    next_ageing_ = now + k_pace;
    stacks_.shrink();
    const bool of_fibers = core_.stacks().age(now);
    return age_shared_pools(now) || of_fibers;
}

void worker::stop_searching() noexcept {
    searching_ = false;
    watch_ = {};
    if (core_.idle_workers().end_search()) core_.notify();
}

/// Looks for work at the others for a few microseconds; stays a searcher when there is none.
ready_entry worker::search() noexcept {
    if (solo_) return {};
    if (!searching_ && !(searching_ = core_.idle_workers().try_search())) return {};
    const int rounds = watch_.count() == 0 ? k_search_rounds : 1;
    for (int round = 0; round < rounds && !core_.has_ended(); ++round) {
        if (const ready_entry stolen = steal_round()) return stolen;
        poll_sources();
        if (const ready_entry local = take_local()) return local;
        for (int i = 0; i < k_search_pauses; ++i) cpu_pause();
    }
    return {};
}

ready_entry worker::steal_round() noexcept {
    const auto& all = core_.workers();
    random_ = random_ * 6364136223846793005U + 1442695040888963407U;
    const auto start = static_cast<std::size_t>(random_ >> 33);
    for (std::size_t i = 0; i < all.size(); ++i) {
        worker& victim = *all[(start + i) % all.size()];
        if (&victim == this) continue;
        if (const ready_entry stolen = steal_from(victim)) return stolen;
    }
    return {};
}

/// A single entry of a busy victim is left to it for a moment: it is most likely run at once, and stealing it would cost both
/// sides more than it is worth. It is taken when the victim has pushed nothing since the last look, or has it for long.
bool worker::may_steal(const worker& victim) noexcept {
    constexpr unsigned long_enough = 16;
    sighting& last = sightings_[victim.index_];
    if (last.leave_alone != 0) {
        --last.leave_alone;
        return false;
    }
    const std::size_t size = victim.ready_.size();
    const std::uint32_t pushes = victim.pushes_.load(memory_order_relaxed);
    const bool still = last.in_a_row != 0 && pushes == last.pushes;
    last.pushes = pushes;
    last.in_a_row = size == 0 ? 0 : last.in_a_row + 1;
    return size > 1 || (size == 1 && (still || last.in_a_row >= long_enough));
}

/// Takes half of what the victim has: the first to run is returned, the rest is queued here.
ready_entry worker::steal_from(worker& victim) noexcept {
    if (!may_steal(victim)) return {};
    ready_entry first;
    std::size_t left = std::min((victim.ready_.size() + 1) / 2, k_most_stolen);
    for (ready_entry entry; left != 0; --left) {
        const steal_outcome outcome = victim.ready_.steal(entry);
        if (outcome != steal_outcome::stolen) {
            if (outcome == steal_outcome::lost) sightings_[victim.index_].leave_alone = 16;
            break;
        }
        if (first)
            push_entry(entry);
        else if (settle(entry))
            first = entry;
    }
    return first;
}

bool worker::sees_work() const noexcept {
    if (lifo_slot_ || core_.injected().size() != 0 || inbox_.size() != 0 || pinned_.count != 0) return true;
    const bool anywhere = core_.clock().is_virtual(); // the clock must not move while another worker has yet to wake up
    const auto& all = core_.workers();
    return std::any_of(all.begin(), all.end(), [anywhere](const auto& other) {
        return other->ready_.has_entries() || (anywhere && other->inbox_.size() != 0);
    });
}

time_point worker::park_deadline() const noexcept {
    time_point first = std::min(timers_.earliest(), core_.shutdown_deadline());
    for (const auto& other : core_.workers()) {
        const time_point theirs = other->timers_.earliest();
        if (theirs < timer_queue::k_never - k_most_late) first = std::min(first, theirs + k_most_late);
    }
    return first;
}

/// Parks, unless the clock can be moved instead.
void worker::wait_for_work(bool all_are_idle) noexcept {
    const bool is_virtual = core_.clock().is_virtual();
    // In this order: a thread outside queues a fiber first, and ends its work after.
    if (is_virtual && all_are_idle && !core_.outside()->is_anybody_at_work() && !sees_work() && core_.advance_clock())
        return;
    if (all_are_idle && core_.check_deadlock() == runtime_core::standstill::unclear) return;
    if (is_virtual)
        poller_->park(core_.shutdown_deadline());
    else
        poller_->park(std::min(park_deadline(), ageing_due()));
}

time_point worker::now() const noexcept { return core_.clock().now(); }

/// True when nothing is to be done but what others queued for themselves, one entry each.
bool worker::sees_single_entries() const noexcept {
    if (core_.injected().size() != 0 || inbox_.size() != 0 || pinned_.count != 0) return false;
    const auto& all = core_.workers();
    return std::all_of(all.begin(), all.end(), [](const auto& other) { return other->ready_.size() <= 1; });
}

/// True when the others have pushed entries since the last look.
bool worker::sees_pushes() noexcept {
    std::uint32_t pushes = 0;
    for (const auto& other : core_.workers()) pushes += other->pushes_.load(memory_order_relaxed);
    return std::exchange(pushes_of_others_, pushes) != pushes;
}

/// Others push entries, one at a time: they run these themselves, and robbing them, or only looking all the time, would slow
/// them down. So this worker parks for a short time, twice as long each time; false when there is nothing to watch.
bool worker::watch() noexcept {
    if (!workers_watch || core_.clock().is_virtual() || !sees_pushes() || !sees_single_entries()) {
        watch_ = {};
        return false;
    }
    event_count& idle = core_.idle_workers();
    if (!idle.prepare_watch(index_, searching_ ? event_count::was::searching : event_count::was::running)) return false;
    watch_ = std::clamp(2 * watch_, k_least_watch, k_most_watch);
    searching_ = false;
    if (sees_single_entries() && !core_.end_if_over()) poller_->park(std::min(park_deadline(), steady_now() + watch_));
    searching_ = !idle.cancel_park(index_);
    fire_late_timers();
    return true;
}

void worker::park() noexcept {
    if (simulated_) {
        park_simulated();
        return;
    }
    if (watch()) return;
    // Work of another, who may not be robbed of it yet, and may need this core to get at it.
    if (sees_work()) {
        yield_thread();
        return;
    }
    if (age_stacks(time_point::min())) return; // one step, then another look for work
    event_count& idle = core_.idle_workers();
    const unsigned idle_now =
        idle.prepare_park(index_, searching_ ? event_count::was::searching : event_count::was::running);
    searching_ = false;
    if (!sees_work() && !core_.end_if_over()) wait_for_work(idle_now == core_.workers().size());
    searching_ = !idle.cancel_park(index_);
    fire_late_timers();
}

} // namespace weft::detail
