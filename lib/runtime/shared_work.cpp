// SPDX-License-Identifier: BSL-1.0
#include "runtime/shared_work.hpp"

#include "runtime/ready_queue.hpp"

#include <algorithm>

namespace weft::detail::sched {

void shared_work::push(ready_entry entry) noexcept {
    const std::uint32_t pin = entry.fiber().pinned_to();
    if (pin == fiber_record::k_unpinned) {
        injected_.push(entry);
        notify();
    } else {
        push_to(pin, entry);
    }
}

void shared_work::push_to(unsigned worker, ready_entry entry) noexcept {
    seats_[worker].inbox.push(entry);
    if (idle_.notify_worker(worker)) unpark(worker);
}

bool shared_work::has_work_or_timers() const noexcept {
    return injected_.size() != 0 || std::any_of(seats_.begin(), seats_.end(), [](const seat& each) {
               return each.ready->has_hidden() || each.ready->has_entries() ||
                      each.timers->earliest() != timer_queue::k_never;
           });
}

void shared_work::unpark_all() noexcept {
    for (const seat& each : seats_) each.poller->unpark();
}

} // namespace weft::detail::sched
