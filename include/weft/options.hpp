// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/lowlevel/poller.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace weft {

/// In which order ready fibers run.
enum class order : std::uint8_t {
    fair, ///< no order is promised; woken fibers may run first, nobody starves
    fifo  ///< first ready, first run, as asyncio: needs exactly one worker
};

/// Which fibers an idle worker may take from a busy one.
enum class steal : std::uint8_t {
    any,      ///< every fiber but pinned ones: a fiber may continue on another thread after each suspension
    unstarted ///< only fibers that have not started: once started, a fiber stays on its worker
};

/// The clock of sleeps and deadlines.
enum class time_source : std::uint8_t {
    real,        ///< CLOCK_MONOTONIC
    virtual_time ///< jumps to the next deadline when no worker has anything to run; a day of sleeps takes no time
};

/// What a runtime does when it stands still for ever: no fiber is ready, no timer runs, and fibers are left.
enum class deadlock : std::uint8_t {
    ignore, ///< waits: a thread outside may yet wake a fiber
    abort   ///< says on stderr what each fiber waits for, shows the cycle if there is one, and aborts
};

/// How a runtime is built. Every default is what a service wants.
struct WEFT_API options {
    /// Threads that run fibers; 0: WEFT_WORKERS from the environment, else the cores that affinity and cgroup quota
    /// allow.
    unsigned workers = 0;

    /// Usable bytes of a fiber's stack, at least 16 KiB; rounded up to whole pages. A fiber that is joined before it
    /// has started may run on the stack of its joiner: then at least three quarters of this are left for it.
    std::size_t stack_size = std::size_t{64} * 1024;

    /// Bytes of the guard below each stack; 0: 16 KiB on x86-64, 64 KiB on aarch64.
    std::size_t guard_size = 0;

    weft::order order = weft::order::fair;
    weft::steal steal = weft::steal::any;

    /// Seeds the choice of steal victims.
    std::uint64_t seed = 0;

    /// Watches the workers: a fiber that keeps its worker for longer than `blocked_after` is reported on stderr, by
    /// name, with the place that spawned it and its call stack.
    bool debug = false;
    any_duration blocked_after = std::chrono::milliseconds(100);

    /// How workers wait for the outside world; empty: on a futex.
    lowlevel::poller_factory poller{};

    /// The clock; WEFT_CLOCK=virtual in the environment makes virtual_time the default.
    time_source time = default_time_source();

    /// How long the end of the runtime waits for the fibers that are left before it names them on stderr and aborts;
    /// 0: for ever.
    any_duration shutdown_timeout = std::chrono::seconds(0);

    /// An end of the runtime that has waited for fibers for this long, on the real clock, names them on stderr, once,
    /// with what each waits for, and goes on waiting; 0: never. With virtual time it does so only when all workers are
    /// idle.
    any_duration left_report_after = std::chrono::seconds(10);

    /// deadlock::abort is a promise of the program: while all its fibers wait, no thread outside the runtime (a plain
    /// thread, a worker of another runtime) will come to wake one or to spawn. A thread that has yet to come is not
    /// seen, unless a weft::outside_work announces it. Refused together with a poller: what that waits for is unknown.
    deadlock on_deadlock = deadlock::ignore;

    /// Virtual time when the environment says WEFT_CLOCK=virtual, else real time.
    static time_source default_time_source() noexcept;
};

} // namespace weft
