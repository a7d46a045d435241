// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/runtime/launch.hpp>

#include "runtime/clear_record.hpp"
#include "runtime/runtime_core.hpp"
#include "runtime/simulation.hpp"
#include "runtime/worker.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/order_marks.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <new>
#include <stdexcept>
#include <utility>

namespace weft::detail {
namespace {

/// The worker of the calling thread if it belongs to `core`.
worker* worker_in(const runtime_core& core) noexcept {
    worker* const here = this_worker();
    return here != nullptr && &here->core() == &core ? here : nullptr;
}

/// Gives a record back. The destructor of an untaken result may suspend: the worker is asked for afterwards.
void free_record(fiber_record& fiber) noexcept {
    clear_record(fiber);
    if (worker* const here = this_worker())
        here->records().put(fiber);
    else
        record_pool::instance().give_one(fiber);
}

void prepare(fiber_record& record, runtime_core& core, fiber_id id) noexcept {
    mark_after(&record.id);
    record.life.reset();
    record.pin_to(fiber_record::k_unpinned);
    record.set_sink(&core);
    record.id = id;
    record.failure = nullptr;
    record.needs_drop = false;
    record.cancel_requested.store(false, memory_order_relaxed);
}

/// The object of a join is the fiber.
constexpr lowlevel::wait_kind k_join{.verb = "waits to join",
                                     .holder = [](const void* fiber) noexcept -> const waiting_unit* {
                                         return static_cast<const fiber_record*>(fiber);
                                     }};

void observe(runtime_core& core, const fiber_record& fiber) {
    const simulation::own_work own(core.simulated());
    core.observed_by().began(fiber);
}

[[noreturn]] void refuse_while_stopping() {
    throw std::runtime_error("weft: the runtime is shutting down and accepts no fibers from outside");
}

[[noreturn]] void misuse_of_spawn() noexcept {
    misuse("weft::spawn was called outside a runtime: call it inside weft::run(), or use weft::runtime::spawn()");
}

/// True in a handler of a poller, which runs on the own stack of a worker of `core`.
bool is_in_handler(const runtime_core& core) noexcept {
    const worker* const here = worker_in(core);
    return here != nullptr && here->current() == nullptr;
}

/// No fiber keeps the runtime from ending while a handler runs, so the fiber to come is counted as spawned first.
[[gnu::noinline]] fiber_record& new_fiber_in_handler(worker& here) {
    runtime_core& core = here.core();
    if (!core.begin_spawn())
        throw std::runtime_error(
            "weft: the last fiber of the runtime has ended: a handler can spawn no fiber any more");
    try {
        fiber_record& record = here.records().get();
        prepare(record, core, here.next_id());
        return record;
    } catch (...) {
        core.take_back_spawn();
        throw;
    }
}

} // namespace

void core_deleter::operator()(runtime_core* core) const noexcept {
    WEFT_ASSERT(this_worker() == nullptr,
                "a weft::runtime was destroyed on a fiber: its end would block the fiber's worker");
    delete core;
}

core_pointer make_core(const options& how, workers_are threads, simulation* simulated) {
    WEFT_ASSERT(this_worker() == nullptr,
                "weft::run() or weft::runtime inside a fiber would block its worker: use weft::spawn()");
    return core_pointer(new runtime_core(how, threads, simulated));
}

void drive(runtime_core& core, const fiber_record& main) noexcept {
    core.stop_unless_started(main);
    core.workers().front()->run();
}

void request_stop(runtime_core& core) noexcept { core.request_stop(); }

unsigned worker_count(const runtime_core& core) noexcept { return static_cast<unsigned>(core.workers().size()); }

runtime_core& core_of_caller() noexcept {
    worker* const here = this_worker();
    if (here == nullptr) [[unlikely]]
        misuse_of_spawn();
    return here->core();
}

fiber_record& new_fiber_here() {
    worker* const here = this_worker();
    if (here == nullptr) [[unlikely]]
        misuse_of_spawn();
    if (here->current() == nullptr) [[unlikely]]
        return new_fiber_in_handler(*here);
    fiber_record& record = here->records().get();
    prepare(record, here->core(), here->next_id());
    return record;
}

fiber_record& new_fiber(runtime_core& core) {
    if (worker* const here = worker_in(core)) [[likely]] {
        if (here->current() == nullptr) [[unlikely]]
            return new_fiber_in_handler(*here);
        fiber_record& record = here->records().get();
        prepare(record, core, here->next_id());
        return record;
    }
    if (core.is_stopping()) refuse_while_stopping();
    fiber_record& record = record_pool::instance().take_one();
    prepare(record, core, core.take_ids(1));
    return record;
}

fiber_record& new_fiber(runtime_core& core, const spawn_options& how) {
    fiber_record& record = new_fiber(core);
    if (!how.name.empty()) {
        record.name = ::strdup(how.name.c_str());
        if (record.name == nullptr) {
            abandon(record);
            throw std::bad_alloc();
        }
        record.is_named = true;
    }
    if (how.pinned && !core.is_solo()) {
        const worker* const here = worker_in(core);
        record.pin_to(here != nullptr ? here->index() : core.pick_pin());
    }
    return record;
}

namespace {

/// Of a fiber whose spawn somebody observes, or which is spawned where no fiber of its runtime runs.
[[gnu::noinline]] void submit_slow(fiber_record& fiber) noexcept {
    runtime_core& core = core_of(fiber);
    if (is_observed()) observe(core, fiber); // before anybody can run it
    worker* const here = worker_in(core);
    if (here == nullptr) {
        core.spawn_from_outside(ready_entry::unstarted(fiber));
    } else if (here->current() == nullptr) {
        core.queue_begun(ready_entry::unstarted(fiber));
    } else {
        here->push_spawned(fiber);
        never_suspends("spawns", &fiber);
    }
}

} // namespace

void submit(fiber_record& fiber) noexcept {
    mark_before(&fiber.id);
    worker* const here = this_worker();
    if (is_observed() || here == nullptr || &here->core() != fiber.sink() || here->current() == nullptr) [[unlikely]]
        submit_slow(fiber);
    else
        here->push_spawned(fiber);
}

void submit(fiber_record& fiber, launch policy) {
    runtime_core& core = core_of(fiber);
    worker* const here = worker_in(core);
    if (policy != launch::dispatch || here == nullptr || here->current() == nullptr) {
        submit(fiber);
        return;
    }
    if (is_observed()) [[unlikely]]
        observe(core, fiber);
    try {
        here->dispatch(fiber);
    } catch (...) {
        core.observed_by().ended(fiber.id);
        throw;
    }
}

namespace {

/// Returns once the finisher of a done fiber has released the lock of the joiners list.
void pass_finisher(fiber_record& fiber) noexcept {
    fiber.joiners.lock();
    fiber.joiners.unlock();
}

/// The handle has one owner and this is its only join, so the finisher is done with the list when the owner goes on: it
/// takes the list's lock only if the owner has linked itself, and then unlocks before it wakes the owner. (An owner
/// that linked itself in a select and left again is told apart: see life_word's watched.)
[[gnu::noinline]] joined join_slow(fiber_record& fiber) noexcept {
    if (fiber.life.is_done()) {
        count_operation();
    } else {
        may_suspend("joins", &fiber);
        fiber.joiners.lock();
        lowlevel::waiter self(k_join, &fiber);
        fiber.joiners.push_back(self);
        const bool must_wait = fiber.life.begin_joining();
        if (!must_wait) fiber.joiners.remove(self);
        fiber.joiners.unlock();
        if (must_wait) self.suspend();
    }
    mark_after(&fiber.id);
    return joined::finished;
}

} // namespace

joined join(fiber_record& fiber) noexcept {
    worker* const here = this_worker();
    if (here != nullptr && !fiber.life.is_done()) {
        WEFT_ASSERT(here->current() != nullptr,
                    "join() on a worker's own stack (in an Asio handler?) would block the worker: "
                    "join on a fiber");
        WEFT_ASSERT(here->current() != &fiber, "a fiber joins itself: it would wait for ever");
        if (fiber.sink() == &here->core() && here->try_run_in_place(fiber)) return joined::in_place;
    }
    return join_slow(fiber);
}

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

void detach(fiber_record& fiber) noexcept {
    if (fiber.life.is_done()) mark_after(&fiber.id); // as a join does
    if (!fiber.life.release()) return;
    if (fiber.life.was_watched()) [[unlikely]]
        pass_finisher(fiber);
    if (fiber.failure != nullptr) terminate_detached(fiber);
    free_record(fiber);
}

void abandon(fiber_record& fiber) noexcept {
    if (is_in_handler(core_of(fiber))) core_of(fiber).take_back_spawn();
    fiber.needs_drop = false;
    free_record(fiber);
}

void clear_record_slow(fiber_record& fiber) noexcept {
    if (fiber.needs_drop) fiber.step(fiber_step::drop);
    fiber.needs_drop = false;
    if (std::exchange(fiber.is_named, false)) std::free(fiber.name);
}

} // namespace weft::detail
