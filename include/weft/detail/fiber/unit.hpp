// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/wait_word.hpp>

#include <atomic>
#include <cstdint>

namespace weft::detail {

struct fiber_record;

/// Where a woken fiber goes. Runtimes implement it; this layer knows no worker.
class WEFT_API ready_sink {
public:
    /// Makes a fiber ready that is off its stack. Any thread; never suspends, never throws.
    virtual void make_ready(fiber_record& fiber) noexcept = 0;

protected:
    ~ready_sink() = default;
};

/// One thing that can wait: a fiber, or a plain thread (whose sink is null).
struct WEFT_API waiting_unit {
    wait_word word;
    std::atomic<ready_sink*> home{nullptr}; ///< see sink(); no schedule hangs on it, so models do not watch it

    /// Set before the unit's first wait. Reports of other runtimes look at it meanwhile: see
    /// fiber_record::is_live_in().
    ready_sink* sink() const noexcept { return home.load(memory_order_relaxed); }
    void set_sink(ready_sink* sink) noexcept { home.store(sink, memory_order_relaxed); } // published with the unit
};

/// A won claim that still has to be delivered. The waiter stays valid until deliver().
class WEFT_API claimed_unit {
public:
    claimed_unit() = default;
    claimed_unit(waiting_unit* unit, claim_outcome outcome) noexcept
        : bits_(outcome == claim_outcome::lost      ? 0
                : outcome == claim_outcome::won_off ? reinterpret_cast<std::uintptr_t>(unit) | k_off
                                                    : reinterpret_cast<std::uintptr_t>(unit)) {}

    explicit operator bool() const noexcept { return bits_ != 0; }

    /// Lets the unit run. Call it once, without holding the lock of the primitive; afterwards touch nothing of the
    /// waiter.
    void deliver() const noexcept;

private:
    static constexpr std::uintptr_t k_off = 1; // the unit was off its stack when it was claimed
    std::uintptr_t bits_ = 0;                  // its address, and k_off: one word, as claims are handed on by value
};

} // namespace weft::detail
