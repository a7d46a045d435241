// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/runtime/launch.hpp>

#include "runtime/clear_record.hpp"
#include "runtime/runtime_core.hpp"
#include "runtime/simulation.hpp"
#include "runtime/worker.hpp"

#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/order_marks.hpp>
#include <weft/detail/fiber/carried/extras.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <fmt/format.h>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace weft::detail::sched {
namespace {

/// The worker of the calling thread if it belongs to `core`.
worker* worker_in(const runtime_core& core) noexcept {
    worker* const here = this_worker();
    return here != nullptr && &here->core() == &core ? here : nullptr;
}

/// What else a free record holds is as a new life wants it.
void prepare(fiber_record& record, runtime_core& core, fiber_id id) noexcept {
    mark_after(&record.id);
    record.life.reset();
    record.pin_to(fiber_record::k_unpinned);
    record.set_sink(&core);
    record.id = id;
}

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

void equip(fiber_record& record, std::string_view name);

/// When the worker must get records or ids first, or runs no fiber.
[[gnu::noinline]] fresh_fiber new_fiber_slowly(worker& here) {
    if (here.current() == nullptr) return {new_fiber_in_handler(here), here};
    fiber_record& record = here.records().get();
    prepare(record, here.core(), here.next_id());
    equip(record, {});
    return {record, here};
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

const std::shared_ptr<void>& attached_to(runtime_core& core, std::shared_ptr<void> (*make)()) {
    return core.attached(make);
}

runtime_core* core_here() noexcept {
    worker* const here = this_worker();
    return here != nullptr ? &here->core() : nullptr;
}

runtime_core& core_of_caller() noexcept {
    worker* const here = this_worker();
    if (here == nullptr) [[unlikely]]
        misuse_of_spawn();
    return here->core();
}

fresh_fiber new_fiber_here() {
    worker* const here = this_worker();
    if (here == nullptr) [[unlikely]]
        misuse_of_spawn();
    if (here->current() == nullptr || !here->has_next_id() || here->records().is_empty()) [[unlikely]]
        return new_fiber_slowly(*here);
    fiber_record& record = here->records().get_ready();
    prepare(record, here->core(), here->take_next_id());
    if (here->current()->has_context()) [[unlikely]]
        equip(record, {});
    return {record, *here};
}

namespace {

fiber_record& fresh_record(runtime_core& core) {
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

/// What a new fiber has beside its record: a name, if that is not empty, and the context of its spawner.
void equip(fiber_record& record, std::string_view name) {
    fiber_record* const spawner = calling_fiber();
    const bool inherits = spawner != nullptr && spawner->has_context();
    if (name.empty() && !inherits) [[likely]]
        return;
    try {
        if (!name.empty()) make_extras(record, name);
        if (inherits) inherit_context(record, *spawner);
    } catch (...) {
        abandon(record);
        throw;
    }
}

} // namespace

fiber_record& new_fiber(runtime_core& core) {
    fiber_record& record = fresh_record(core);
    equip(record, {});
    return record;
}

fiber_record& new_fiber(runtime_core& core, const spawn_options& how) {
    fiber_record& record = fresh_record(core);
    equip(record, how.name);
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

void submit_fresh(fiber_record& fiber, carrier_face& here) noexcept {
    mark_before(&fiber.id);
    auto& mine = static_cast<worker&>(here);
    if (is_observed() || mine.current() == nullptr) [[unlikely]]
        submit_slow(fiber);
    else
        mine.push_spawned(fiber);
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

void submit_anywhere(fiber_record& fiber) noexcept {
    runtime_core& core = core_of(fiber);
    if (const worker* const here = worker_in(core); here != nullptr && here->current() == nullptr)
        static_cast<void>(core.begin_spawn()); // true: a fiber is alive
    submit(fiber);
}

life_word::workers workers_beside(const fiber_record& fiber) noexcept {
    const worker* const here = this_worker();
    const bool is_its = here != nullptr && &here->core() == fiber.sink();
    return is_its ? here->how().others() : life_word::workers::many;
}

void abandon(fiber_record& fiber) noexcept {
    if (is_in_handler(core_of(fiber))) core_of(fiber).take_back_spawn();
    fiber.needs_drop = false;
    free_record(fiber);
}

} // namespace weft::detail::sched
