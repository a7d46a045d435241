// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <cstdint>

namespace weft::detail::exploring {

/// candidates::current when nobody runs: choosing anybody is no preemption then.
inline constexpr unsigned k_nobody_runs = ~0U;

/// The actors (fibers, virtual threads) that could run next. `ids` are stable small numbers, ascending; `current` is
/// the index of the one that runs now and could go on, or k_nobody_runs when it suspended or ended.
struct candidates {
    const std::uint32_t* ids;
    unsigned count;
    unsigned current;

    /// The index that changes least: whoever runs goes on, or the first.
    unsigned ordinary() const noexcept { return current == k_nobody_runs ? 0 : current; }
};

/// Makes every choice of a run. A run is begin_run(), any number of choices, end_run(); one thread only. A strategy
/// sees the same questions again when it gives the same answers, or the explored program is not deterministic.
class strategy {
public:
    virtual ~strategy() = default;

    /// False when nothing is left to explore; then there is no run.
    virtual bool begin_run() = 0;

    /// True when the strategy makes use of reached(): then the world should call it, if it can.
    virtual bool wants_states() const noexcept { return false; }

    /// The world is about to ask who runs next, and tells where it stands: from equal states (never 0) equal answers
    /// lead to equal futures.
    virtual void reached(std::uint64_t /*state*/) {}

    /// Who runs next: an index into the candidates, of which there is at least one.
    virtual unsigned choose(const candidates& who) = 0;

    /// Any other choice (which store a read sees, a spurious failure, an arm of a select): below `count`, which is at
    /// least 1; 0 is the ordinary outcome.
    virtual unsigned choose_value(unsigned count) = 0;

    /// Whether something that may fail (an allocation) does now. Ordinarily it does not.
    virtual bool choose_failure() { return false; }

    virtual void end_run() = 0;
};

} // namespace weft::detail::exploring
