// SPDX-License-Identifier: BSL-1.0
#include "runtime/runtime_core.hpp"
#include "runtime/simulation.hpp"
#include "runtime/worker.hpp"

#include <utility>

// The worker of a simulated runtime: its budget is one switch, so every switch passes through the scheduler, where the
// simulation chooses who runs next.

namespace weft::detail::sched {

/// Moves all that is ready to the simulation's crowd.
void worker::gather() noexcept {
    ready_.take_all();
    while (const ready_entry entry = ready_.pop_oldest()) simulated_->ready.add(entry);
}

ready_entry worker::next_simulated() noexcept {
    simulation& sim = *simulated_;
    gather();
    ready_entry next = std::exchange(chosen_, {});
    if (sim.is_given_up()) {
        core_.give_up();
        return {};
    }
    if (!next && !sim.ready.empty()) next = sim.ready.take(sim.choose(nullptr));
    if (next) ready_.settle(next); // nobody else can have claimed it: nothing runs in place here
    return next;
}

/// The simulation's part of switch_point(): who runs now; empty when `me` goes on.
ready_entry worker::interrupt(fiber_record& me, const char* what, const void* object) noexcept {
    simulation& sim = *simulated_;
    const simulation::own_work own(&sim);
    sim.meet(me, what, object);
    gather();
    if (sim.is_given_up() || sim.ready.empty()) return {};
    const ready_entry mine = ready_entry::started(me);
    sim.ready.add(mine);
    const ready_entry next = sim.ready.take(sim.choose(&me));
    return next == mine ? ready_entry{} : next;
}

void worker::switch_point(const char* what, const void* object) noexcept {
    if (simulated_ == nullptr) return;
    fiber_record& me = *current();
    chosen_ = interrupt(me, what, object);
    if (chosen_ || simulated_->is_given_up()) switch_out(me, then::nothing, {}); // when given up, for ever
}

/// The thread is allowed no operation, so this is called for each of them, and the worker counts.
void worker::end_operation_simulated(const char* what, const void* object) noexcept {
    if (--operations_left_ < 0) {
        operations_left_ = k_operations_in_a_row;
        give_way();
    }
    if (what != nullptr) switch_point(what, object);
}

void worker::park_simulated() noexcept {
    if (core_.end_if_over() || core_.advance_clock()) return;
    simulated_->report_deadlock(core_);
    core_.give_up();
}

} // namespace weft::detail::sched
