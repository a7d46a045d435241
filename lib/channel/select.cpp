// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/channel/select_engine.hpp>

#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/fiber/random_here.hpp>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <utility>

// Invariant: while the locks of all cases are held, either one case's operation is done here, or none is possible and
// the waiter of each is linked before any lock is given back. So whoever makes a case possible afterwards finds its
// waiter, and one of them wins the whole wait. Lists are locked in the order of their addresses, so two selects never
// wait for each other's locks; and a select looks only while its own waiters are in no list, so it never meets itself.
//
// Even: the order is drawn anew each turn, and select looks, links, watches and compares deadlines in that order.
// Whoever makes several cases possible at once meets their waiters in it, so each case is as likely to be the first as
// any other.

namespace weft::detail::chan {

using lowlevel::select_case;
using lowlevel::wait_list;
using lowlevel::waiter;
using answer = lowlevel::select_case::answer;

namespace {

constexpr lowlevel::wait_kind k_select{.verb = "waits in select"};

/// A number below `count`, each as likely (but for a share of 2^-32).
std::size_t random_below(std::size_t count) noexcept {
    return count == 1 ? 0 : static_cast<std::size_t>((std::uint64_t{random_here()} * count) >> 32);
}

} // namespace

std::size_t select_frame::run() {
    check();
    if (otherwise() == k_none) {
        count_operation();
        end_if_cancelled("selects");
    }
    never_suspends("selects", nullptr);
    collect_guards();
    for (;;) {
        choose_order();
        lock();
        answer found = answer::no;
        std::size_t chosen = look_around(found);
        if (chosen == k_none) chosen = otherwise();
        if (chosen == k_none) {
            bool is_cancelled = false;
            chosen = wait(is_cancelled); // unlocks
            if (is_cancelled) throw_cancelled(k_select.verb);
            if (chosen != k_none) return chosen;
            continue;
        }
        unlock();
        cases[chosen]->after_look();
        if (found != answer::needs_memory) return chosen;
        cases[chosen]->prepare();
    }
}

void select_frame::check() const {
    for (const select_case* const each : cases)
        if (each->is_enabled()) return;
    throw std::invalid_argument("weft: a select of nothing would wait for ever: enable one case at least");
}

void select_frame::collect_guards() noexcept {
    std::size_t count = 0;
    for (select_case* const each : cases)
        if (each->is_enabled() && each->list() != nullptr) guards[count++] = each->list();
    guards = guards.first(count);
    std::sort(guards.begin(), guards.end(), std::less<>());
    guards = guards.first(static_cast<std::size_t>(std::unique(guards.begin(), guards.end()) - guards.begin()));
}

void select_frame::choose_order() noexcept {
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
        if (which == case_order::any) std::swap(order[i], order[random_below(i + 1)]);
    }
}

void select_frame::lock() noexcept WEFT_NO_THREAD_SAFETY_ANALYSIS { // as many as there are
    for (wait_list* const each : guards) each->lock();
}

void select_frame::unlock() noexcept WEFT_NO_THREAD_SAFETY_ANALYSIS { // as above
    for (wait_list* const each : guards) each->unlock();
}

std::size_t select_frame::look_around(answer& found) noexcept {
    for (const std::size_t index : order) {
        if (!cases[index]->is_enabled()) continue;
        found = cases[index]->look();
        if (found != answer::no) return index;
    }
    return k_none;
}

std::size_t select_frame::otherwise() const noexcept {
    for (std::size_t i = 0; i < cases.size(); ++i)
        if (cases[i]->is_enabled() && cases[i]->is_otherwise()) return i;
    return k_none;
}

std::size_t select_frame::earliest() const noexcept {
    std::size_t first = k_none;
    for (const std::size_t i : order)
        if (cases[i]->is_enabled() && cases[i]->deadline() != k_no_deadline)
            if (first == k_none || cases[i]->deadline() < cases[first]->deadline()) first = i;
    return first;
}

/// Called with the locks, returns without; the chosen case, or none when there must be another turn.
std::size_t select_frame::wait(bool& is_cancelled) noexcept {
    const std::size_t first = earliest();
    waiter whole(k_select); // in no list
    whole.open();
    for (const std::size_t i : order)
        if (cases[i]->is_enabled()) cases[i]->link(whole);
    unlock();
    for (const std::size_t i : order)
        if (cases[i]->is_enabled()) cases[i]->watch(whole);
    const wake_reason why = first == k_none ? whole.suspend() : whole.suspend_until(cases[first]->deadline());
    leave_lists();
    is_cancelled = why == wake_reason::cancelled;
    if (is_cancelled) return k_none;
    if (why == wake_reason::timed_out) return first;
    const std::size_t chosen = woken();
    return chosen != k_none && cases[chosen]->settle() ? first_ended(chosen) : k_none;
}

/// What has ended has ended for all cases that wait for it, whichever of them the closer met first: the first in the
/// order is chosen.
std::size_t select_frame::first_ended(std::size_t woken) noexcept {
    if (!cases[woken]->has_ended()) [[likely]]
        return woken;
    for (const std::size_t i : order) {
        if (!cases[i]->is_enabled() || cases[i]->list() != cases[woken]->list()) continue;
        cases[i]->end();
        return i;
    }
    return woken;
}

void select_frame::leave_lists() noexcept WEFT_NO_THREAD_SAFETY_ANALYSIS { // a lock each case
    for (select_case* const each : cases) {
        if (!each->is_enabled()) continue;
        each->unwatch();
        wait_list* const list = each->list();
        if (list == nullptr || each->was_woken())
            continue; // whoever won has unlinked it, and its primitive may be gone
        list->lock();
        each->unlink();
        list->unlock();
    }
}

std::size_t select_frame::woken() const noexcept {
    for (std::size_t i = 0; i < cases.size(); ++i)
        if (cases[i]->is_enabled() && cases[i]->was_woken()) return i;
    return k_none;
}

} // namespace weft::detail::chan
