// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "base/random_steps.hpp"
#include "queue/timer_queue.hpp"
#include "runtime/ready_queue.hpp"
#include "runtime/runtime_clock.hpp"
#include "runtime/shared_work.hpp"

#include <chrono>
#include <cstdint>
#include <vector>

namespace weft::detail::sched {

/// The part of a worker that finds work when its fibers have left it none: it looks at the outside world and at the
/// timers, steals, and, when there is nothing at all, enters the worker in the list of the idle ones.
///
/// A worker is running, searching (a thief, whom no push needs to wake another for), watching (idle for a short time,
/// while the others run what they push themselves) or idle.
///
/// Owner only (the worker's thread, in its scheduler).
class finder {
public:
    /// `ready` is the worker's own. Throws std::bad_alloc.
    finder(shared_work& shared, ready_queue& ready, const runtime_clock& clock, std::uint64_t seed);
    finder(const finder&) = delete;
    finder& operator=(const finder&) = delete;

    timer_queue& timers() noexcept { return timers_; }

    /// Brings what has come to the ready queue: from the poller, the inbox, the timers and the injector.
    void poll_sources() noexcept;

    /// Looks for work at the others for a few microseconds; stays a searcher when there is none.
    ready_entry search() noexcept;

    /// The worker has work: it searches and watches no more.
    void found() noexcept;

    /// True when there may be work, of whomever.
    bool sees_work() const noexcept;

    /// True when poll_sources() would bring something, or the queue holds a fiber. Stale entries count, too.
    bool has_something() const noexcept;

    /// Idle for a short time: while the others push entries, one at a time, they run these themselves, and robbing
    /// them, or only looking all the time, would slow them down. After true: watch_until(), then end_idling(). False:
    /// there is nothing to watch.
    bool begin_watch() noexcept;

    /// When the watch ends, at the latest; time_point::min() when it is over already. It is twice as long each time.
    time_point watch_until() const noexcept;

    /// Enters the worker in the list of the idle ones; true when all are in it now. Afterwards: end_idling().
    bool begin_idling() noexcept;
    void end_idling() noexcept;

    /// When an idle worker has to look at the timers, its own or others' that are late.
    time_point first_deadline() const noexcept;

private:
    struct sighting {
        std::uint32_t pushes = 0; // the victim's counter at the last look
        unsigned in_a_row = 0;    // looks that found something
        unsigned leave_alone = 0; // looks to leave out, as the victim is busy at its oldest end
    };

    unsigned index() const noexcept { return ready_.how().index; }
    void fire_timers() noexcept;
    void fire_late_timers() noexcept;
    ready_entry steal_round() noexcept;
    ready_entry steal_from(unsigned victim) noexcept;
    bool may_steal(unsigned victim) noexcept;
    bool sees_single_entries() const noexcept;
    bool sees_pushes() noexcept;
    event_count::was state() const noexcept {
        return searching_ ? event_count::was::searching : event_count::was::running;
    }

    shared_work& shared_;
    ready_queue& ready_;
    const runtime_clock& clock_;
    lowlevel::poller& poller_;
    bool searching_ = false;
    random_steps random_;                // where the next round of thefts begins
    std::chrono::microseconds watch_{0}; // how long the last watch was; 0: it did not
    std::uint32_t pushes_of_others_ = 0; // at the last look
    std::vector<sighting> sightings_;
    timer_queue timers_;
};

} // namespace weft::detail::sched
