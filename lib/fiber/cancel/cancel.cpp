// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/fiber/cancel/cancel_level.hpp>

#include "base/os_thread.hpp"
#include "fiber/cancel/level_timer.hpp"
#include "fiber/cancel/levels.hpp"
#include "fiber/cancel/stops.hpp"
#include "fiber/carrier.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/fence.hpp>
#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/base/tiny_lock.hpp>
#include <weft/detail/fiber/cancel/cancel_group.hpp>
#include <weft/detail/fiber/carried/extras.hpp>
#include <weft/detail/fiber/carrier_face.hpp>

#include <algorithm>
#include <functional>
#include <new>
#include <stdexcept>
#include <utility>

namespace weft::detail::cancels {

/// Makes requests and tells fibers of them. Nobody takes the lock with that of a wait list held: whoever holds it may
/// wait for such a lock to be free.
///
/// Invariant, whenever the lock is free: a fiber in a level whose request is made is told, or is about to find the
/// request itself as it enters.
class cancelling {
public:
    static bool make(cancel_request& request, cancel_reason reason, std::shared_ptr<const std::string> text,
                     const std::source_location& where) noexcept WEFT_REQUIRES(lock_) {
        if (request.made_.load(memory_order_relaxed) != 0) return false;
        request.text_ = std::move(text);
        request.where_ = where;
        request.made_.store(static_cast<std::uint8_t>(static_cast<unsigned>(reason) + 1), memory_order_seq_cst);
        return true;
    }

    static tiny_lock lock_; // of all requests
};

tiny_lock cancelling::lock_;
atomic<unsigned> told_fibers{0};

namespace {

fiber_record* current_fiber() noexcept {
    const carrier* const here = current_carrier();
    return here != nullptr ? here->current() : nullptr;
}

} // namespace

void tell(fiber_record& fiber) noexcept {
    if (!fiber.is_told.exchange(true, memory_order_seq_cst)) told_fibers.fetch_add(1, memory_order_seq_cst);
}

namespace {

void untell(fiber_record& fiber) noexcept {
    fiber.swallowed = 0;
    if (fiber.is_told.exchange(false, memory_order_seq_cst)) told_fibers.fetch_sub(1, memory_order_seq_cst);
}

/// With the lock of all requests; the fiber's life does not end meanwhile.
void tell_and_wake(fiber_record& fiber, std::uint16_t depth) noexcept {
    tell(fiber);
    if (&fiber == current_fiber()) return;
    asymmetric_fence::heavy();
    if (const lowlevel::claimed_waiter won = claim_from_outside(fiber, depth)) won.deliver();
}

/// The text, or null: there is none, or no memory for it.
std::shared_ptr<const std::string> kept(std::string_view text) noexcept {
    try {
        if (!text.empty()) return std::make_shared<const std::string>(text);
    } catch (...) { // it is left out
    }
    return nullptr;
}

/// For the fiber's own request when there is no memory for one.
class spare_requests {
public:
    static cancel_request& of(cancel_reason reason) noexcept { return all_[static_cast<std::size_t>(reason)]; }
    static bool has(const cancel_request* request) noexcept {
        return std::less_equal<>()(&all_[0], request) && std::less<>()(request, &all_[0] + k_reasons);
    }

private:
    static constexpr std::size_t k_reasons = static_cast<std::size_t>(cancel_reason::interrupt) + 1;
    static cancel_request all_[k_reasons];
};

cancel_request spare_requests::all_[spare_requests::k_reasons];

/// With the lock: asks the fiber itself, unless it was asked before.
bool ask(fiber_record& fiber, cancel_reason reason, const std::shared_ptr<const std::string>& text,
         const std::source_location& where) noexcept WEFT_REQUIRES(cancelling::lock_) {
    if (fiber.own_cancel.load(memory_order_relaxed) != nullptr) return false;
    cancel_request* request = new (std::nothrow) cancel_request;
    if (request != nullptr) {
        cancelling::make(*request, reason, text, where);
    } else {
        request = &spare_requests::of(reason);
        cancelling::make(*request, reason, nullptr, where);
    }
    fiber.own_cancel.store(request, memory_order_seq_cst);
    return true;
}

/// A fiber that runs another on its stack waits for it, and cannot leave before it.
void ask_all_on_stack(fiber_record& fiber, stops_to_make& stops) noexcept WEFT_REQUIRES(cancelling::lock_) {
    for (fiber_record* on = fiber.covers.load(memory_order_seq_cst); on != nullptr;
         on = on->covers.load(memory_order_seq_cst)) {
        ask(*on, cancel_reason::parent, nullptr, std::source_location());
        stops.add_all_inside({.fiber = on, .depth = on->own_depth()});
        tell_and_wake(*on, on->own_depth());
        cancel_children(*on, on->own_depth());
    }
}

/// True when the fiber has opened a group in the level.
bool has_groups_inside(const fiber_record& me, const cancel_level& level) noexcept {
    const cancel_group* const innermost = me.groups.load(memory_order_relaxed);
    return innermost != nullptr && innermost->depth > level.depth;
}

void arm(cancel_level& level) noexcept {
    auto* const timer = ::new (static_cast<void*>(level.timer)) level_timer(level, level.deadline());
    level.has_timer = true;
    current_carrier()->add_timer(*timer);
}

void disarm(cancel_level& level) noexcept {
    level_timer::of(level).cancel();
    level.has_timer = false;
    while (level.is_firing.load(memory_order_acquire)) yield_thread();
}

/// The next wait inside the level arms its timer: unless children are in it, who cannot.
void ask_for_timers(fiber_record& me, const cancel_level& level) noexcept {
    for (cancel_level* each = me.level();; each = each->outer) {
        each->wants_timers = true;
        if (each == &level) return;
    }
}

/// A time that is over cancels at once: the first checkpoint is to throw, also one that need not wait.
void heed_deadline(cancel_level& level, time_point now) noexcept {
    const time_point deadline = level.deadline();
    fiber_record& me = *level.owner.load(memory_order_relaxed);
    if (deadline <= now)
        cancel(level, cancel_reason::deadline, {}, level.deadline_given);
    else if (deadline != k_no_deadline && has_groups_inside(me, level))
        arm(level);
    else if (deadline != k_no_deadline)
        ask_for_timers(me, level);
}

[[gnu::noinline]] void begin_deadline(cancel_level& level) noexcept {
    level.entered = now_here();
    if (level.limit != any_duration::max()) level.set_deadline(saturating_add(level.entered, level.limit));
    heed_deadline(level, level.entered);
}

/// A request was made at a level that the fiber has just left, or that it enters: others may be told of it.
[[gnu::noinline]] void look_again(fiber_record& me) noexcept {
    const lock_scope guard(cancelling::lock_); // its canceller is done with this fiber
    if (outermost_request(me, 0).request != nullptr)
        tell(me);
    else
        untell(me);
}

} // namespace

void forget_cancellation(fiber_record& fiber) noexcept {
    untell(fiber);
    cancel_request* const own = fiber.own_cancel.exchange(nullptr, memory_order_acq_rel);
    if (own != nullptr && !spare_requests::has(own)) delete own;
}

void pass_cancellers() noexcept { const lock_scope guard(cancelling::lock_); }

void ask_covered(fiber_record& me, fiber_record& target) noexcept {
    const lock_scope guard(cancelling::lock_);
    if (me.own_cancel.load(memory_order_relaxed) == nullptr) return;
    ask(target, cancel_reason::parent, nullptr, std::source_location());
    tell(target);
}

void enter(cancel_level& level) {
    fiber_record* const me = current_fiber();
    WEFT_ASSERT(me != nullptr, "a cancel scope is for fibers: enter it inside weft::run()");
    WEFT_ASSERT(level.owner.load(memory_order_relaxed) == nullptr,
                "a cancel scope was entered that a fiber is in already: one scope, one fiber at a time");
    cancel_level* const outer = me->level();
    const unsigned depth = (is_own(outer, *me) ? outer->depth : depth_of_own(outer)) + 1U;
    if (depth >= cancel_level::k_deepest) [[unlikely]]
        throw std::length_error("weft: cancel scopes are nested too deeply: 65,534 levels are the most");
    level.outer = outer;
    level.entered = time_point();
    level.depth = static_cast<std::uint16_t>(depth);
    level.hidden = level.is_shield ? static_cast<std::uint16_t>(depth - 1) : outer != nullptr ? outer->hidden : 0;
    level.in_flight = current_carrier()->exceptions_in_flight();
    level.wants_timers = is_own(outer, *me) && outer->wants_timers;
    me->set_level(&level);
    level.owner.store(me, memory_order_release); // the canceller reads the depth; it sees this after its heavy half
    asymmetric_fence::light();
    if (level.limit != any_duration::max() || level.deadline() != k_no_deadline) begin_deadline(level);
    if (level.request.is_made()) [[unlikely]]
        look_again(*me);
}

void leave(cancel_level& level) noexcept {
    fiber_record& me = *level.owner.load(memory_order_relaxed);
    if (level.has_timer) disarm(level);
    if (level.stops != nullptr) [[unlikely]]
        drop_stops(level.stops);
    me.set_level(level.outer);
    level.owner.store(nullptr, memory_order_relaxed); // as in enter()
    asymmetric_fence::light();
    if (level.request.is_made()) [[unlikely]]
        look_again(me);
}

void drop_stops(stop_entry*& stops) noexcept {
    const lock_scope guard(cancelling::lock_);
    leave_stops(*std::exchange(stops, nullptr));
}

std::stop_token stop_token_here() {
    fiber_record* const me = current_fiber();
    if (me == nullptr) return {};
    cancel_level* const level = me->level();
    stop_entry*& place = is_own(level, *me) ? level->stops : extras_for(*me).stops;
    if (place == nullptr) {
        auto* const made = new stop_entry(*me, level);
        const lock_scope guard(cancelling::lock_);
        enter_stops(*made);
        place = made;
    }
    arm_deadlines(*me); // whoever has a token may never wait
    if (cancel_request_here(looks_at::visible) != nullptr) place->stop();
    return place->token();
}

shielded_here::shielded_here() {
    shield_.is_shield = true;
    if (current_fiber() != nullptr) enter(shield_);
}

bool cancel(cancel_level& level, cancel_reason reason, std::string_view text,
            const std::source_location& where) noexcept {
    stops_to_make stops;
    return cancel(level, reason, text, where, stops);
}

bool cancel(cancel_level& level, cancel_reason reason, std::string_view text, const std::source_location& where,
            stops_to_make& stops) noexcept {
    std::shared_ptr<const std::string> mine = kept(text);
    const lock_scope guard(cancelling::lock_);
    if (!cancelling::make(level.request, reason, std::move(mine), where)) return false;
    asymmetric_fence::heavy();
    stops.add_all_inside({.level = &level, .depth = level.depth});
    if (fiber_record* const in_it = level.owner.load(memory_order_seq_cst)) {
        tell_and_wake(*in_it, level.depth);
        cancel_children(*in_it, level.depth);
    }
    return true;
}

bool cancel_fiber(fiber_record& fiber, cancel_reason reason, std::string_view text,
                  const std::source_location& where) noexcept {
    const std::shared_ptr<const std::string> mine = kept(text);
    stops_to_make stops;
    const lock_scope guard(cancelling::lock_);
    if (fiber.life.is_done() || !ask(fiber, reason, mine, where)) return false;
    stops.add_all_inside({.fiber = &fiber, .depth = fiber.own_depth()});
    tell_and_wake(fiber, fiber.own_depth());
    cancel_children(fiber, fiber.own_depth());
    ask_all_on_stack(fiber, stops);
    return true;
}

void set_deadline(cancel_level& level, time_point deadline, const std::source_location& where) noexcept {
    if (level.has_timer) disarm(level);
    level.limit = any_duration::max();
    if (level.entered == time_point()) level.entered = now_here();
    level.set_deadline(deadline);
    level.deadline_given = where;
    if (level.owner.load(memory_order_relaxed) != nullptr) heed_deadline(level, now_here());
}

/// Takes locks of timers only: the fiber may hold that of a wait list.
void arm_deadlines(fiber_record& me) noexcept {
    for (cancel_level* each = me.level(); is_own(each, me); each = each->outer) {
        each->wants_timers = false;
        if (each->deadline() != k_no_deadline && !each->has_timer && !each->request.is_made()) arm(*each);
    }
}

/// During more exceptions in flight than when a level was entered, nothing is thrown for it: the wait is a
/// destructor's.
std::uint16_t hidden_in_flight(const fiber_record& me, unsigned in_flight) noexcept {
    const cancel_level* at = me.level();
    const std::uint16_t hidden = at != nullptr ? at->hidden : 0;
    while (is_own(at, me) && at->in_flight >= in_flight) at = at->outer;
    return std::max(hidden, is_own(at, me) ? at->depth : depth_of_own(at));
}

found_request outermost_request(const fiber_record& me, std::uint16_t hidden) noexcept {
    found_request found;
    const fiber_record* fiber = &me;
    for (const cancel_level* at = me.level();; fiber = at->owner.load(memory_order_relaxed)) {
        for (; is_own(at, *fiber); at = at->outer) {
            if (at->depth <= hidden) return found;
            if (at->request.is_made()) found = {&at->request, at};
        }
        if (depth_of_own(at) <= hidden) return found;
        if (const cancel_request* const own = fiber->own_cancel.load(memory_order_acquire)) found = {own, fiber};
        if (at == nullptr) return found;
    }
}

const cancel_request* cancel_request_here(looks_at which) noexcept {
    const carrier* const here = current_carrier();
    if (here == nullptr || here->current() == nullptr) return nullptr;
    if (!here->current()->is_told.load(memory_order_seq_cst)) return nullptr;
    return outermost_request(*here->current(), which == looks_at::visible ? here->hidden_from_current() : 0).request;
}

time_point deadline_here() noexcept {
    time_point earliest = k_no_deadline;
    const carrier* const here = current_carrier();
    if (here == nullptr || here->current() == nullptr) return earliest;
    const std::uint16_t hidden = here->hidden_from_current();
    for (const cancel_level* at = here->current()->level(); at != nullptr && at->depth > hidden; at = at->outer)
        earliest = std::min(earliest, at->deadline());
    return earliest;
}

} // namespace weft::detail::cancels
