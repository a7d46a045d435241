// SPDX-License-Identifier: BSL-1.0
#include "runtime/finder.hpp"

#include "fiber/cancel/level_timer.hpp"

#include <weft/detail/base/pause.hpp>
#include <weft/detail/base/tuning.hpp>

#include <algorithm>
#include <utility>

namespace weft::detail::sched {
namespace {

constexpr std::size_t k_most_stolen = 256;

/// How late another worker's timer must be before this one fires it.
constexpr auto k_most_late = std::chrono::microseconds(500);

/// First and longest watch. It bounds a latency: a fiber that was just woken may sit behind its waker for so long
/// before another worker takes it.
constexpr auto k_least_watch = std::chrono::microseconds(50);
constexpr auto k_most_watch = std::chrono::microseconds(400);

void fire_due(timer_queue& timers, time_point now) noexcept {
    due_timer ends;
    while (timers.fire_one(now, [&](timer_node& due) { ends = due_timer(due); })) ends.finish();
}

} // namespace

finder::finder(shared_work& shared, ready_queue& ready, const runtime_clock& clock, std::uint64_t seed)
    : shared_(shared),
      ready_(ready),
      clock_(clock),
      poller_(*shared.of(ready.how().index).poller),
      random_(seed),
      sightings_(shared.workers()) {
    shared.of(index()).timers = &timers_;
}

void finder::poll_sources() noexcept {
    if (poller_.wants_poll()) poller_.poll();
    ready_.take_inbox();
    fire_timers();
    if (shared_.injected().size() != 0 && !ready_.holds_older()) ready_.take_injected();
}

bool finder::has_something() const noexcept {
    if (ready_.has_any() || shared_.injected().size() != 0 || poller_.wants_poll()) return true;
    return timers_.earliest() != timer_queue::k_never && timers_.earliest() <= clock_.now();
}

void finder::fire_timers() noexcept {
    if (timers_.earliest() != timer_queue::k_never) fire_due(timers_, clock_.now());
}

/// Only an idle worker looks at the timers of others: of one that its fiber keeps busy, or, with virtual time, of one
/// that is idle as well.
void finder::fire_late_timers() noexcept {
    const bool at_once = clock_.is_virtual();
    for (const shared_work::seat& other : shared_.seats()) {
        const time_point earliest = other.timers->earliest();
        if (earliest == timer_queue::k_never) continue;
        const time_point now = clock_.now();
        if (earliest <= (at_once ? now : now - k_most_late)) fire_due(*other.timers, now);
    }
}

void finder::found() noexcept {
    if (!std::exchange(searching_, false)) return;
    watch_ = {};
    if (shared_.idle().end_search()) shared_.notify();
}

ready_entry finder::search() noexcept {
    if (ready_.how().solo) return {};
    if (!searching_ && !(searching_ = shared_.idle().try_search())) return {};
    const int rounds = watch_.count() == 0 ? k_search_rounds : 1;
    for (int round = 0; round < rounds && !shared_.has_ended(); ++round) {
        if (const ready_entry stolen = steal_round()) return stolen;
        poll_sources();
        if (const ready_entry own = ready_.take()) return own;
        for (int i = 0; i < k_search_pauses; ++i) cpu_pause();
    }
    return {};
}

ready_entry finder::steal_round() noexcept {
    const unsigned all = shared_.workers();
    const unsigned start = random_.next() / 2; // so that start + i does not run over
    for (unsigned i = 0; i < all; ++i) {
        const unsigned victim = (start + i) % all;
        if (victim == index()) continue;
        if (const ready_entry stolen = steal_from(victim)) return stolen;
    }
    return {};
}

/// A single entry of a busy victim is left to it for a moment: it is most likely run at once, and stealing it would
/// cost both sides more than it is worth. It is taken when the victim has pushed nothing since the last look, or has it
/// for long.
bool finder::may_steal(unsigned victim) noexcept {
    constexpr unsigned long_enough = 16;
    sighting& last = sightings_[victim];
    if (last.leave_alone != 0) {
        --last.leave_alone;
        return false;
    }
    const ready_queue& theirs = *shared_.of(victim).ready;
    const std::size_t size = theirs.size();
    const std::uint32_t pushes = theirs.pushes();
    const bool still = last.in_a_row != 0 && pushes == last.pushes;
    last.pushes = pushes;
    last.in_a_row = size == 0 ? 0 : last.in_a_row + 1;
    return size > 1 || (size == 1 && (still || last.in_a_row >= long_enough));
}

/// Takes half of what the victim has: the first to run is returned, the rest is queued here.
ready_entry finder::steal_from(unsigned victim) noexcept {
    if (!may_steal(victim)) return {};
    ready_queue& theirs = *shared_.of(victim).ready;
    ready_entry first;
    std::size_t left = std::min((theirs.size() + 1) / 2, k_most_stolen);
    for (ready_entry entry; left != 0; --left) {
        const steal_outcome outcome = theirs.steal(entry);
        if (outcome != steal_outcome::stolen) {
            if (outcome == steal_outcome::lost) sightings_[victim].leave_alone = 16;
            break;
        }
        if (first)
            ready_.push(entry);
        else if (ready_.settle(entry))
            first = entry;
    }
    return first;
}

bool finder::sees_work() const noexcept {
    if (ready_.has_hidden() || shared_.injected().size() != 0) return true;
    const bool anywhere = clock_.is_virtual(); // the clock must not move while another worker has yet to wake up
    const auto& all = shared_.seats();
    return std::any_of(all.begin(), all.end(), [anywhere](const shared_work::seat& other) {
        return other.ready->has_entries() || (anywhere && other.inbox.size() != 0);
    });
}

time_point finder::first_deadline() const noexcept {
    time_point first = timers_.earliest();
    for (const shared_work::seat& other : shared_.seats()) {
        const time_point theirs = other.timers->earliest();
        if (theirs < timer_queue::k_never - k_most_late) first = std::min(first, theirs + k_most_late);
    }
    return first;
}

/// True when nothing is to be done but what others queued for themselves, one entry each.
bool finder::sees_single_entries() const noexcept {
    if (shared_.injected().size() != 0 || ready_.has_hidden()) return false;
    const auto& all = shared_.seats();
    return std::all_of(all.begin(), all.end(), [](const shared_work::seat& other) { return other.ready->size() <= 1; });
}

/// True when the others have pushed entries since the last look.
bool finder::sees_pushes() noexcept {
    std::uint32_t pushes = 0;
    for (const shared_work::seat& other : shared_.seats()) pushes += other.ready->pushes();
    return std::exchange(pushes_of_others_, pushes) != pushes;
}

bool finder::begin_watch() noexcept {
    if (!workers_watch || clock_.is_virtual() || !sees_pushes() || !sees_single_entries()) {
        watch_ = {};
        return false;
    }
    if (!shared_.idle().prepare_watch(index(), state())) return false;
    watch_ = std::clamp(2 * watch_, k_least_watch, k_most_watch);
    searching_ = false;
    return true;
}

time_point finder::watch_until() const noexcept {
    return sees_single_entries() ? std::min(first_deadline(), steady_now() + watch_) : time_point::min();
}

bool finder::begin_idling() noexcept {
    const unsigned idle_now = shared_.idle().prepare_park(index(), state());
    searching_ = false;
    return idle_now == shared_.workers();
}

void finder::end_idling() noexcept {
    searching_ = !shared_.idle().cancel_park(index());
    fire_late_timers();
}

} // namespace weft::detail::sched
