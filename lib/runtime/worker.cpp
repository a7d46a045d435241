// SPDX-License-Identifier: BSL-1.0
#include "runtime/worker.hpp"

#include "context/guard/overflow.hpp"
#include "context/stack/shared_pools.hpp"
#include "context/switch/thread_slot.hpp"
#include "runtime/runtime_core.hpp"

#include <weft/detail/base/lock_scope.hpp>
#include <weft/resource_error.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace weft::detail::sched {

worker::worker(runtime_core& core, unsigned index)
    : switcher(core.shared(), core.plan_of(index), core.stacks(), core.observed_by(), core.simulated()),
      core_(core),
      index_(index),
      finder_(core.shared(), ready_, core.clock(), core.how().seed * 0x9e3779b97f4a7c15U + index + 1),
      random_(core.how().seed * 0x9e3779b97f4a7c15U + index + 1) {}

void worker::show_thread() noexcept {
    const lock_scope guard(thread_lock_);
    thread_ = ::pthread_self();
    has_thread_ = true;
}

void worker::hide_thread() noexcept {
    const lock_scope guard(thread_lock_);
    has_thread_ = false;
}

void worker::run() noexcept {
    std::optional<signal_stack> for_overflow;
    try {
        for_overflow.emplace();
    } catch (const resource_error&) {
        for_overflow.reset(); // no memory: an overflow on this thread kills the process without its report
    }
    show_thread();
    enter_thread();
    allow_more_operations();
    while (const ready_entry next = find_work())
        if (const fiber_record* const failed = resume(next)) core_.failed_to_start(failed);
    if (!core_.was_given_up()) ready_.drop_all();
    leave_thread();
    hide_thread();
}

/// The next fiber to run, parking until there is one; empty once the core has ended.
ready_entry worker::find_work() noexcept {
    while (!core_.has_ended()) {
        if (const ready_entry next = next_ready()) {
            if (core_.is_stopping()) [[unlikely]]
                core_.check_shutdown_timeout(); // here, for workers that never park
            finder_.found();
            return next;
        }
        park();
    }
    return {};
}

ready_entry worker::next_ready() noexcept {
    if (passes() % k_ageing_passes == k_ageing_passes - 1) age_stacks(next_ageing_);
    finder_.poll_sources();
    if (const ready_entry again = take_handoff()) return again;
    if (simulated_ != nullptr) return next_simulated();
    if (const ready_entry own = ready_.take()) return own;
    return finder_.search();
}

/// When there is something to do for age_stacks(). Stacks age by the real clock, so not in a runtime with virtual time;
/// nor in models, where a park that ends by itself would hide a lost wake-up.
time_point worker::ageing_due() const noexcept {
    if (WEFT_MODEL || core_.clock().is_virtual()) return stack_pool::k_never;
    return std::min(core_.stacks().ageing_due(), shared_pools_due());
}

/// Takes one step of ageing if it is due and `not_before` has come: memory of stacks that were not used lately goes
/// back to the system. True when some did.
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

void worker::park() noexcept {
    if (simulated_ != nullptr) {
        park_simulated();
        return;
    }
    if (finder_.begin_watch()) {
        const time_point until = finder_.watch_until();
        if (until != time_point::min() && !core_.end_if_over()) poller().park(until);
        finder_.end_idling();
        return;
    }
    // There is work that may_steal() still leaves to its owner. The owner may be waiting for this core: yield it
    // instead of parking.
    if (finder_.sees_work()) {
        yield_thread();
        return;
    }
    if (age_stacks(time_point::min())) return; // one step, then another look for work
    const bool all_are_idle = finder_.begin_idling();
    if (!finder_.sees_work() && !core_.end_if_over()) wait_for_work(all_are_idle);
    finder_.end_idling();
}

/// Parks, unless the clock can be moved instead.
void worker::wait_for_work(bool all_are_idle) noexcept {
    const bool is_virtual = core_.clock().is_virtual();
    // In this order: a thread outside queues a fiber first, and ends its work after.
    if (is_virtual && all_are_idle && !core_.outside()->is_anybody_at_work() && !finder_.sees_work() &&
        core_.advance_clock())
        return;
    if (all_are_idle && core_.observed_by().all_are_idle() == standstill::unclear) return;
    if (is_virtual)
        poller().park(core_.shutdown_deadline());
    else
        poller().park(std::min({finder_.first_deadline(), core_.shutdown_deadline(), ageing_due()}));
}

lowlevel::poller& worker::poller() const noexcept { return *core_.shared().of(index()).poller; }

time_point worker::now() const noexcept { return core_.clock().now(); }

void worker::take_ids() noexcept {
    constexpr fiber_id block = 1024;
    next_id_ = core_.take_ids(block);
    ids_end_ = next_id_ + block;
}

/// None in a simulated runtime, where each operation is a switch point.
void worker::allow_more_operations() noexcept {
    if constexpr (!WEFT_MODEL) allow_operations(simulated_ != nullptr ? 0 : k_operations_in_a_row);
}

void worker::end_operations(const char* what, const void* object) noexcept {
    allow_more_operations();
    if (current_ == nullptr) return;
    heed_deadlines(*current());
    if (simulated_ != nullptr)
        end_operation_simulated(what, object);
    else
        give_way();
}

/// Every switch moves activity(). So either activity() has moved and the fiber was suspended since the last look, or
/// this fiber alone has spent the whole count. With order::fifo it goes on: an operation that need not wait must not
/// let others overtake.
void worker::give_way() noexcept {
    if (how().fifo) return;
    if (const std::uint64_t now = activity(); std::exchange(seen_activity_, now) != now) return;
    if (simulated_ == nullptr && !finder_.has_something()) {
        count_pass(); // for the watchdog: it does give way
        seen_activity_ = activity();
        return;
    }
    ready_.take_back_jump();                  // or the newest entry, which will be this fiber itself, would come first
    end_pass_soon();                          // the pass through the scheduler looks at timers and the outside world
    seen_activity_ = activity_of_next_pass(); // if nobody else runs
    yield();
}

} // namespace weft::detail::sched
