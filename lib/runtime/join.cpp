// SPDX-License-Identifier: BSL-1.0
#include "runtime/clear_record.hpp"
#include "runtime/in_place.hpp"
#include "runtime/runtime_core.hpp"
#include "runtime/worker.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/base/order_marks.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/runtime/launch.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstdint>

namespace weft::detail::sched {
namespace {

/// The object of a join is the fiber.
constexpr lowlevel::wait_kind k_join{.verb = "waits to join",
                                     .holder = [](const void* fiber) noexcept -> const waiting_unit* {
                                         return static_cast<const fiber_record*>(fiber);
                                     }};

/// Returns once the finisher of a done fiber has released the lock of the joiners list.
void pass_finisher(fiber_record& fiber) noexcept {
    fiber.joiners.lock();
    fiber.joiners.unlock();
}

/// A joiner that was cancelled: the handle keeps its fiber.
[[gnu::noinline]] void leave_joiners(fiber_record& fiber, lowlevel::waiter& self) {
    {
        const lock_scope guard(fiber.joiners);
        fiber.joiners.remove(self);
        fiber.life.stop_joining();
    }
    throw_cancelled(k_join.verb);
}

using joiner = switcher::joiner;

/// The handle has one owner and this is its only join, so the finisher is done with the list when the owner goes on: it
/// takes the list's lock only if the owner has linked itself, and then unlocks before it wakes the owner. (An owner
/// that linked itself and left again, by a select or a cancellation, is told apart: see life_word's watched.)
template <joiner How>
void await_end(fiber_record& fiber) noexcept(How == joiner::stays) {
    if (fiber.life.is_done()) {
        count_operation();
    } else {
        may_suspend("joins", &fiber);
        fiber.joiners.lock();
        lowlevel::waiter self(k_join, &fiber);
        fiber.joiners.push_back(self);
        const bool must_wait = fiber.life.begin_joining();
        if (!must_wait)
            fiber.joiners.remove(self);
        else if constexpr (How == joiner::may_leave)
            self.open();
        fiber.joiners.unlock();
        if (must_wait && self.suspend() == wake_reason::cancelled) [[unlikely]]
            leave_joiners(fiber, self);
    }
    mark_after(&fiber.id);
}

/// join() of a fiber that was not removed from the ring of the caller's worker, if that is one.
template <joiner How>
[[gnu::noinline]] joined join_slowly(fiber_record& fiber) noexcept(How == joiner::stays) {
    worker* const here = this_worker();
    if (here != nullptr && !fiber.life.is_done()) {
        WEFT_ASSERT(here->current() != nullptr,
                    "join() on a worker's own stack (in an Asio handler?) would block the worker: "
                    "join on a fiber");
        WEFT_ASSERT(here->current() != &fiber, "a fiber joins itself: it would wait for ever");
        if (fiber.sink() == &here->core() && here->try_run_in_place(fiber, How)) return joined::in_place;
    }
    await_end<How>(fiber);
    return joined::finished;
}

template <joiner How>
[[gnu::noinline]] joined join_not_removed(fiber_record& fiber, worker& here) noexcept(How == joiner::stays) {
    here.not_in_place();
    return join_slowly<How>(fiber);
}

/// What becomes of the record of a fiber that ran in place.
enum class afterwards : std::uint8_t { kept, released };

/// A fiber that was removed from the ring is in nobody's hands but the joiner's, so its record is free when it has run.
/// Four functions, so that none saves registers for what only another does.
template <life_word::workers ThereAre, afterwards Record, joiner How>
[[gnu::noinline]] joined join_on(fiber_record& fiber, worker& here) noexcept(How == joiner::stays) {
    if (!here.remove_to_run_in_place<ThereAre>(fiber)) [[unlikely]]
        return join_not_removed<How>(fiber, here);
    switcher& now = here.run_in_place(fiber, How);
    if (Record == afterwards::kept || fiber.has_leftovers()) [[unlikely]]
        return joined::in_place;
    now.records().put(fiber);
    return joined::released;
}

template <afterwards Record, joiner How>
[[gnu::always_inline]] inline joined join_here(fiber_record& fiber) noexcept(How == joiner::stays) {
    worker* const here = this_worker();
    if (here == nullptr) [[unlikely]]
        return join_slowly<How>(fiber);
    return here->how().solo ? join_on<life_word::workers::one, Record, How>(fiber, *here)
                            : join_on<life_word::workers::many, Record, How>(fiber, *here);
}

template <afterwards Record>
[[gnu::always_inline]] inline joined join_unless_cancelled(fiber_record& fiber) {
    end_if_cancelled("joins");
    return join_here<Record, joiner::may_leave>(fiber);
}

} // namespace

joined join(fiber_record& fiber) { return join_unless_cancelled<afterwards::kept>(fiber); }
joined join_and_release(fiber_record& fiber) { return join_unless_cancelled<afterwards::released>(fiber); }
joined join_to_the_end(fiber_record& fiber) noexcept { return join_here<afterwards::kept, joiner::stays>(fiber); }

namespace {

[[gnu::noinline]] void release_finished(fiber_record& fiber) noexcept {
    clear_record(fiber);
    if (fiber.life.was_watched()) [[unlikely]]
        pass_finisher(fiber);
    if (fiber.life.release()) free_record(fiber);
}

} // namespace

/// The record is cleared now: it may stay for a while, until its entry leaves the queue.
void release_joined(fiber_record& fiber, joined how) noexcept {
    if (how == joined::finished) return release_finished(fiber);
    clear_record(fiber);
    worker* const here = this_worker(); // so on a worker, and of the fiber's runtime
    if (fiber.life.release_in_place(here->how().others())) here->records().put(fiber);
}

void release_child(fiber_record& child) noexcept {
    if (child.life.is_done()) mark_after(&child.id); // as a join does
    if (!child.life.release(workers_beside(child))) return;
    if (child.life.was_watched()) [[unlikely]]
        pass_finisher(child);
    free_record(child);
}

namespace {

/// Runs a child whose entry is in the ring of the caller's worker, and gives the record back.
template <life_word::workers ThereAre>
bool run_removed(fiber_record& child, worker& here) noexcept {
    if (!here.remove_to_run_in_place<ThereAre>(child)) {
        here.not_in_place();
        return false;
    }
    child.life.claim_taken_back();
    switcher& now = here.run_in_place(child, joiner::stays);
    if (child.has_leftovers() || child.is_told.load(memory_order_relaxed)) [[unlikely]]
        free_record(child);
    else
        now.records().put(child);
    return true;
}

} // namespace

bool run_child_in_place(fiber_record& child) noexcept {
    worker* const here = this_worker();
    if (here == nullptr || child.sink() != &here->core()) return false;
    if (here->how().solo ? run_removed<life_word::workers::one>(child, *here)
                         : run_removed<life_word::workers::many>(child, *here))
        return true;
    if (!here->try_run_in_place(child, joiner::stays)) return false;
    release_joined(child, joined::in_place);
    return true;
}

void detach(fiber_record& fiber) noexcept {
    if (fiber.life.is_done()) mark_after(&fiber.id); // as a join does
    if (!fiber.life.release()) return;
    if (fiber.life.was_watched()) [[unlikely]]
        pass_finisher(fiber);
    if (fiber.failure != nullptr) fail_detached(fiber);
    free_record(fiber);
}

} // namespace weft::detail::sched
