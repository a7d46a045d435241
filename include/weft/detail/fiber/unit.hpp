// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/fiber/wait_word.hpp>

namespace weft::detail {

struct fiber_record;

/// Where a woken fiber goes. Runtimes implement it; this layer knows no worker.
class ready_sink {
public:
    /// Makes a fiber ready that is off its stack. Any thread; never suspends, never throws.
    virtual void make_ready(fiber_record& fiber) noexcept = 0;

protected:
    ~ready_sink() = default;
};

/// One thing that can wait: a fiber, or a plain thread (whose sink is null).
struct waiting_unit {
    wait_word word;
    ready_sink* sink = nullptr;
};

/// A won claim that still has to be delivered. The waiter stays valid until deliver().
class claimed_unit {
public:
    claimed_unit() = default;
    claimed_unit(waiting_unit* unit, claim_outcome outcome) noexcept
        : unit_(outcome == claim_outcome::lost ? nullptr : unit), off_(outcome == claim_outcome::won_off) {}

    explicit operator bool() const noexcept { return unit_ != nullptr; }

    /// Lets the unit run. Call it once, without holding the lock of the primitive; afterwards touch nothing of the waiter.
    void deliver() const noexcept;

private:
    waiting_unit* unit_ = nullptr;
    bool off_ = false;
};

/// The unit of the caller: the running fiber, or else the calling thread.
waiting_unit& this_unit() noexcept;

} // namespace weft::detail
