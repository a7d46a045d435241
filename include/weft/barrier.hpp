// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/cancel/cancel_level.hpp>
#include <weft/detail/sync/barrier_core.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

namespace weft {

/// What a barrier without a completion function does at the end of a phase.
struct WEFT_API no_completion {
    /// Does nothing.
    void operator()() noexcept {}
};

/// Where a number of fibers of any runtime, or plain threads, wait for each other, phase after phase. Who arrives last
/// calls the completion function, which must not throw and may suspend, then all who wait go on and the next phase
/// begins. No cancellation from outside reaches the completion function.
///
/// The waits suspend the fiber (block the plain thread) and are checkpoints. What happened before any arrival of a
/// phase is seen by the completion function, and what that did after the wait.
/// Whoever arrive_and_wait() lets through may destroy the barrier at once, if nobody holds an arrival he has yet to
/// wait for.
///
/// @code
/// weft::barrier step(4, [&]() noexcept { swap(now, next); });
/// step.arrive_and_wait();
/// @endcode
template <class Completion = no_completion>
class barrier {
    static_assert(std::is_nothrow_invocable_v<Completion&>, "a barrier's completion function must be noexcept");

public:
    /// The right to wait for the end of one phase.
    class [[nodiscard]] arrival_token {
    public:
        arrival_token(arrival_token&&) noexcept = default;
        arrival_token& operator=(arrival_token&&) noexcept = default;

    private:
        friend class barrier;
        explicit arrival_token(std::uint64_t phase) noexcept : phase_(phase) {}
        std::uint64_t phase_;
    };

    /// Throws std::invalid_argument for a negative number.
    constexpr explicit barrier(std::ptrdiff_t expected, Completion completion = Completion())
        : core_(expected), completion_(std::move(completion)) {}
    barrier(const barrier&) = delete;
    barrier& operator=(const barrier&) = delete;

    /// Arrives `count` times, without waiting. Suspends in the completion function at most. Throws
    /// std::invalid_argument, and nobody has arrived, when more arrive than the phase expects, and for a count below
    /// one.
    arrival_token arrive(std::ptrdiff_t count = 1) { return arrive(count, core::drop::no); }

    /// Waits for the end of the phase that the token came from; returns at once when it is over.
    void wait(arrival_token&& token) const { core_.wait(token.phase_); }

    /// arrive() and wait().
    void arrive_and_wait() {
        if (core_.arrive_and_wait()) complete();
    }

    /// Arrives, and is not expected in later phases.
    void arrive_and_drop() { static_cast<void>(arrive(1, core::drop::yes)); }

    /// The most fibers and threads that may meet.
    static constexpr std::ptrdiff_t(max)() noexcept { return (std::numeric_limits<std::ptrdiff_t>::max)(); }

private:
    using core = detail::barrier_core;

    arrival_token arrive(std::ptrdiff_t count, core::drop how) {
        const core::arrival here = core_.arrive(count, how);
        if (here.is_last) complete();
        return arrival_token(here.phase);
    }

    void complete() noexcept {
        if constexpr (!std::is_same_v<Completion, no_completion>) {
            const detail::shielded_here guard; // the others wait for it, and it must not throw
            completion_();
        }
        core_.finish();
    }

    core core_;
    [[no_unique_address]] Completion completion_; // called by the last to arrive, of whom there is one at a time
};

} // namespace weft
