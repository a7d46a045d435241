// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "runtime/crowd.hpp"

#include <cstddef>

namespace weft::detail::sched {

class runtime_core;

/// Whoever decides in a simulated runtime, which has one worker, a virtual clock that begins at one hour, and fiber ids
/// that begin at 1, so that equal decisions give equal runs. Called on the runtime's thread only. It lives longer than
/// the runtime.
class simulation {
public:
    virtual ~simulation() = default;

    /// The simulation does something of its own on a fiber's stack: what may fail by its choice does not now.
    class own_work {
    public:
        /// Null: nobody simulates.
        explicit own_work(simulation* of) noexcept : of_(of) {
            if (of_ != nullptr) ++of_->own_works_;
        }
        own_work(const own_work&) = delete;
        own_work& operator=(const own_work&) = delete;
        ~own_work() {
            if (of_ != nullptr) --of_->own_works_;
        }

    private:
        simulation* const of_;
    };
    bool does_own_work() const noexcept { return own_works_ != 0; }

    /// The ready fibers. The worker fills it.
    crowd ready;

    /// An index into `ready`, which is not empty: who runs next. `running`, when not null, is among them and could go
    /// on.
    virtual std::size_t choose(const fiber_record* running) = 0;

    /// A fiber meets a switch point.
    virtual void meet(const fiber_record& who, const char* what, const void* object) = 0;

    /// Fibers are left, and nothing can wake any of them. The run is given up afterwards.
    virtual void report_deadlock(const runtime_core& core) = 0;

    /// True when the run is to be given up: its fibers are never continued.
    virtual bool is_given_up() const noexcept = 0;

private:
    unsigned own_works_ = 0;
};

} // namespace weft::detail::sched
