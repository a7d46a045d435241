// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/record.hpp>
#include <weft/options.hpp>
#include <weft/spawn_options.hpp>

#include <memory>
#include <source_location>
#include <utility>

// What the templates of spawn, fiber and run need from the runtime.

namespace weft::detail::fibers {
class carrier_face;
} // namespace weft::detail::fibers

namespace weft::detail::sched {

class runtime_core;
class simulation;

struct WEFT_API core_deleter {
    void operator()(runtime_core* core) const noexcept;
};
using core_pointer = std::unique_ptr<runtime_core, core_deleter>;

/// Who provides the threads.
enum class workers_are : std::uint8_t { all_started, first_is_caller };

/// Builds a runtime; throws resource_error when a thread cannot be had, std::invalid_argument for options that
/// contradict each other. With a simulation it is a simulated runtime.
WEFT_API core_pointer make_core(const options& how, workers_are threads, simulation* simulated = nullptr);

/// Runs the calling thread as worker 0 until the core has ended: request_stop() was called, or `main` could not start,
/// and no fiber is left.
WEFT_API void drive(runtime_core& core, const fiber_record& main) noexcept;

/// No spawns from outside any more; the core ends when its last fiber does.
WEFT_API void request_stop(runtime_core& core) noexcept;

/// Whoever owns it, the runtime is asked to stop when it goes.
class WEFT_API stop_at_end {
public:
    explicit stop_at_end(runtime_core* core) noexcept : core_(core) {}
    stop_at_end(stop_at_end&& other) noexcept : core_(std::exchange(other.core_, nullptr)) {}
    stop_at_end& operator=(stop_at_end&&) = delete;
    ~stop_at_end() {
        if (core_ != nullptr) request_stop(*core_);
    }

private:
    runtime_core* core_;
};

WEFT_API unsigned worker_count(const runtime_core& core) noexcept;

/// What a higher layer keeps with a runtime: one object, made by the first call, which ends after the last fiber.
WEFT_API const std::shared_ptr<void>& attached_to(runtime_core& core, std::shared_ptr<void> (*make)());

/// The runtime of the calling fiber; null on a plain thread.
WEFT_API runtime_core* core_here() noexcept;

/// The runtime of the calling fiber; reports weft::spawn as misused when there is none.
WEFT_API runtime_core& core_of_caller() noexcept;

/// A record for a fiber that is about to be spawned, and whom the calling thread runs fibers with.
struct WEFT_API fresh_fiber {
    fiber_record& record;
    carrier_face& here;
};

/// new_fiber(core_of_caller()), quickly.
WEFT_API fresh_fiber new_fiber_here();

/// A record of `core` for a fiber that is about to be spawned, without a body yet. Throws resource_error, or
/// std::runtime_error when the runtime is shutting down and the caller is not one of its fibers.
WEFT_API fiber_record& new_fiber(runtime_core& core);
WEFT_API fiber_record& new_fiber(runtime_core& core, const spawn_options& how);

/// Hands a fiber with its body to the scheduler. With launch::dispatch it runs first (and resource_error may be thrown:
/// the caller still owns the record then).
WEFT_API void submit(fiber_record& fiber) noexcept;
WEFT_API void submit(fiber_record& fiber, launch policy);

/// As submit(fiber), right after new_fiber_here(): nothing since can have suspended the caller, or spawned.
WEFT_API void submit_fresh(fiber_record& fiber, carrier_face& here) noexcept;

/// How a join ended, for release_joined(). After `released` there is nothing to release: the fiber returned a value
/// that need not be destroyed, and the record was given back. The value may be read until the caller's worker does
/// anything else.
enum class joined : std::uint8_t { finished, in_place, released };

/// Suspends the calling fiber (blocks the calling thread) until `fiber` has finished; may run it in place. Throws
/// weft::cancelled: then nothing has happened.
WEFT_API joined join(fiber_record& fiber);

/// As join(), and releases the record if that is quickly done.
WEFT_API joined join_and_release(fiber_record& fiber);

/// As join(), for one that cannot be cancelled meanwhile.
WEFT_API joined join_to_the_end(fiber_record& fiber) noexcept;

/// The handle of a joined fiber goes.
WEFT_API void release_joined(fiber_record& fiber, joined how) noexcept;

/// The handle of a fiber goes that nobody joined.
WEFT_API void detach(fiber_record& fiber) noexcept;

/// The same of a child of a group, whose failure is the group's.
WEFT_API void release_child(fiber_record& child) noexcept;

/// The caller's to run: it owns the handle. Runs the child on the caller's stack and gives its record back, if that can
/// be; false, and nothing has happened, when not.
[[nodiscard]] WEFT_API bool run_child_in_place(fiber_record& child) noexcept;

/// As submit(), also where no fiber of its runtime runs, while one is alive.
WEFT_API void submit_anywhere(fiber_record& fiber) noexcept;

/// How many workers there are to race with on the calling thread, if it is one of the fiber's runtime.
WEFT_API life_word::workers workers_beside(const fiber_record& fiber) noexcept;

} // namespace weft::detail::sched

namespace weft::detail::observe {
/// Nobody will take what left the joined fiber's body: says so on stderr.
WEFT_API void report_untaken(fiber_record& fiber) noexcept;
} // namespace weft::detail::observe

namespace weft::detail::sched {

/// Gives a record without a body back.
WEFT_API void abandon(fiber_record& fiber) noexcept;

} // namespace weft::detail::sched
