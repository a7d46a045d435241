// SPDX-License-Identifier: BSL-1.0
#include "base/abort_with.hpp"
#include "observe/deadlock_report.hpp"
#include "observe/reporter.hpp"

// options::on_deadlock: when a runtime stands still, and why no other runtime is ever taken for one (see also
// tests/model/standstill_model.cpp).
//
// Claim: when all_are_idle() reports, no fiber can become ready, unless by a thread outside that had not entered the
// core when the look at visitors_ was made; options.hpp says that there must be none that matters.
//
// Argument. The look is made under the lock of the event count, with every worker in its list of the idle. A worker
// enters that list with its LIFO slot, ring, pinned fibers and handoff empty, and runs fibers, takes entries and fires
// timers only after it has left it, for which it needs the lock. So while the lock is held the workers change nothing,
// and what each did before it entered the list happens before the look. There is no work of theirs on its way:
//   an entry that one worker queued for another, or in the injector, is in a queue that is looked at;
//   a worker that was notified has left the list, and then not all are idle;
//   a timer, whoever's, is in a queue that is looked at (a cancelled one only delays the report);
//   with virtual time, wait_for_work() has looked whether the clock can move, and a timer that came since is seen here.
// A thread outside counts itself in visitors_ first, then counts the fiber if it spawns one, queues it, notifies, and
// leaves.
//   It came before the look at visitors_ and has left: its entry is seen below, or a worker took it and is done with
//   it. It is inside: unclear. It had announced its work (weft::outside_work): the work ends after the wake, so if no
//   work is seen, the thread has left already. It came after: the fiber that it brings was not among those seen alive,
//   which are counted before, so others are left that only a thread outside could have woken.
// Nothing is missed either: whatever ends the standstill makes a worker leave the list, and the last one that enters it
// again looks again; when the answer is unclear it looks until it is not.

namespace weft::detail::observe {

standstill reporter::all_are_idle() noexcept {
    if (core_.how().on_deadlock == deadlock::ignore) return standstill::none;
    standstill found = standstill::none;
    core_.shared().idle().if_all_idle([&] {
        if (core_.nobody_lives() || core_.outside()->is_anybody_at_work()) return; // in this order
        if (core_.has_visitors())
            found = standstill::unclear;
        else if (!core_.shared().has_work_or_timers())
            report_deadlock();
    });
    if (found == standstill::unclear) wait_for_visitors();
    return found;
}

/// Until those who are inside have left, or one of them has woken a worker, maybe this one.
void reporter::wait_for_visitors() const noexcept {
    const event_count& idle = core_.shared().idle();
    while (core_.has_visitors() && idle.idle() == core_.shared().workers()) yield_thread();
}

void reporter::report_deadlock() noexcept {
    abort_with([this](report_text& text) {
        text.add("weft: ");
        describe_deadlock(text, core_, name_by_address);
    });
}

} // namespace weft::detail::observe
