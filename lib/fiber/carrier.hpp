// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/switch/switch.hpp"
#include "fiber/cancel/levels.hpp"
#include "fiber/record_pool.hpp"

#include <weft/detail/base/config.hpp>
#include <weft/detail/base/futex.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/detail/fiber/record.hpp>

#include <cstdint>
#include <new>

namespace weft::detail::queues {
class timer_node;
} // namespace weft::detail::queues

namespace weft::detail::fibers {

/// How many operations that could have suspended it, and did not, a fiber does before it gives way: some microseconds'
/// worth.
inline constexpr std::int32_t k_operations_in_a_row = 512;

static_assert(sizeof(execution) <= fiber_record::k_execution_size && alignof(execution) <= 8);

/// Where a started fiber is switched to; its layout belongs to the context layer, so the public record keeps only room.
inline execution& execution_of(fiber_record& fiber) noexcept {
    return *std::launder(reinterpret_cast<execution*>(fiber.exec));
}

inline const execution& execution_of(const fiber_record& fiber) noexcept {
    return *std::launder(reinterpret_cast<const execution*>(fiber.exec));
}

/// Gives a fiber that starts its execution, on `stk`.
inline execution& make_execution(fiber_record& fiber, stack* stk) noexcept {
    execution& made = *::new (static_cast<void*>(fiber.exec)) execution;
    made.stk = stk;
    return made;
}

/// What this layer knows of a worker: it carries the running fiber. Every pointer to a carrier is stale after a
/// suspension: ask current_carrier() again.
class carrier : public carrier_face {
public:
    /// The fiber that runs on this carrier; null while its scheduler runs.
    fiber_record* current() const noexcept { return static_cast<fiber_record*>(current_); }

    /// How many exceptions the current fiber unwinds.
    unsigned exceptions_in_flight() const noexcept { return exceptions_->uncaught; }

    /// Down to which depth levels of cancellation leave `me`, the current fiber, alone now.
    std::uint16_t hidden_from(const fiber_record& me) const noexcept {
        if (exceptions_in_flight() != 0) [[unlikely]]
            return hidden_in_flight(me, exceptions_in_flight());
        const cancel_level* const level = me.level();
        return level != nullptr ? level->hidden : std::uint16_t{0};
    }
    std::uint16_t hidden_from_current() const noexcept { return hidden_from(*current()); }

    /// The free records of this carrier's thread.
    record_cache& records() noexcept { return records_; }

    /// Switches away from the current fiber, whose wait is armed; returns once somebody has won it, maybe on another
    /// carrier.
    virtual void suspend_current() noexcept = 0;

    /// As suspend_current(), for a wait that nobody can win before `held` is released: on the new side, or before the
    /// switch where nobody else could continue the fiber.
    virtual void suspend_current_and_unlock(list_lock& held) noexcept = 0;

    /// Gives way for longer, for one who polls: until all that is ready has had its turn, once or up to some 60 times,
    /// and the carrier has looked at the outside world. On a fiber only; false, and nothing happens, when others could
    /// take the fiber meanwhile.
    virtual bool yield_long() noexcept = 0;

    /// Called when the carrier's thread has done the operations that it was allowed; allows more. If there is a current
    /// fiber, and it was not suspended during k_operations_in_a_row, it gives way to all that wants to run here: to
    /// ready fibers, due timers and the outside world. A simulated runtime allows none, and each operation is a switch
    /// point, unless `what` is null.
    virtual void end_operations(const char* what, const void* object) noexcept = 0;

    virtual void add_timer(timer_node& timer) noexcept = 0;

    /// The clock of the fibers on this carrier.
    virtual time_point now() const noexcept = 0;

    /// The next random number of this carrier.
    virtual std::uint32_t random() noexcept = 0;

    /// See weft/detail/fiber/carrier_face.hpp. On a fiber only.
    virtual void switch_point(const char* what, const void* object) noexcept = 0;

protected:
    friend struct observe::debug_layout;
    ~carrier() = default;
    exception_globals* exceptions_ = nullptr; // the thread's
    record_cache records_;
};

/// The carrier of the calling thread; null on a plain thread.
inline carrier* current_carrier() noexcept { return static_cast<carrier*>(thread_carrier()); }

/// The clock that the caller's deadlines are measured by.
time_point now_here() noexcept;

/// For a worker thread: it becomes (or, with null, ceases to be) a carrier.
void set_current_carrier(carrier* self) noexcept;

} // namespace weft::detail::fibers
