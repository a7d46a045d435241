// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/context/thread_slot.hpp>
#include <weft/detail/fiber/wait_word.hpp>

namespace weft::detail::cancels {

/// How many fibers were told that a level around them may be cancelled.
WEFT_API extern atomic<unsigned> told_fibers;

/// Throws what the calling fiber was cancelled by, if it was; `what` says what it was about to do. Suspends only a
/// fiber that has caught that a hundred times: it gives way first.
WEFT_API void throw_if_cancelled(const char* what);

/// The same of a fiber whose wait was ended for that. `what` says what it waited for.
[[noreturn]] WEFT_API void throw_cancelled(const char* what);

} // namespace weft::detail::cancels

namespace weft::detail::fibers {

/// What headers see of a carrier, which is what a worker is to the fibers that it runs. thread_carrier() is the calling
/// thread's; null on a plain thread.
class WEFT_API carrier_face {
public:
    /// Gives way to the fibers that are ready on this carrier. On a fiber only: reports a misuse on the scheduler.
    virtual void yield() noexcept = 0;

protected:
    friend struct observe::debug_layout;
    friend waiting_unit& this_unit() noexcept;
    ~carrier_face() = default;
    waiting_unit* current_ = nullptr; // the fiber that runs on this carrier; null while its scheduler runs
};

/// The unit of the calling thread itself, for waits outside a fiber. Never folded (see thread_slot.hpp): a fiber may
/// come back from a suspension on another thread.
WEFT_API waiting_unit& unit_of_thread() noexcept;

/// The unit of the caller: the running fiber, or else the calling thread.
inline waiting_unit& this_unit() noexcept {
    if (const carrier_face* const here = thread_carrier()) [[likely]]
        if (waiting_unit* const fiber = here->current_) [[likely]]
            return *fiber;
    return unit_of_thread();
}

[[noreturn]] WEFT_API void misuse_of_yield() noexcept;

/// How many simulations and censuses of fibers are on in the process: whoever begins one moves it.
WEFT_API extern atomic<unsigned> observers;

/// True when somebody may want to know what fibers do. Costs a load and a branch; false in the model build, where every
/// shared access is a point.
inline bool is_observed() noexcept {
    if constexpr (WEFT_MODEL) return false;
    // Relaxed: an observed fiber runs on this thread, or began after its observer.
    return observers.load(memory_order_relaxed) != 0;
}

class WEFT_API observation {
public:
    observation() noexcept { observers.fetch_add(1, memory_order_seq_cst); }
    observation(const observation&) = delete;
    observation& operator=(const observation&) = delete;
    ~observation() { observers.fetch_sub(1, memory_order_seq_cst); }
};

/// The cold halves of the functions below.
WEFT_API void meet_switch_point(const char* what, const void* object) noexcept;
WEFT_API void meet_end_of_operations(const char* what, const void* object) noexcept;

/// True when the caller may be one of them. Costs a load and a branch; false in the model build, whose fibers find out
/// where they wait.
inline bool is_anybody_told() noexcept {
    if constexpr (WEFT_MODEL) return false;
    // Relaxed: what happened before the operation is seen, also that a fiber was told.
    return told_fibers.load(memory_order_relaxed) != 0;
}

/// Throws when the calling fiber was cancelled; `what` says what it is about to do. Costs a load and a branch. Suspends
/// only as throw_if_cancelled().
inline void end_if_cancelled(const char* what) {
    if (is_anybody_told()) [[unlikely]]
        throw_if_cancelled(what);
}

// Every operation that others can notice begins with never_suspends(), may_suspend() or checkpoint(), before it has an
// effect and with no lock of weft's own held (an unlock ends with never_suspends()). There is no fourth, so whoever
// writes an operation says whether it may suspend, and whether it may be cancelled. `what` says what the fiber does;
// `object` is only a number and may be gone.

/// Of an operation that promises not to suspend. A simulated runtime may let another fiber run here: real workers,
/// which run side by side, could bring about the same order. A real runtime does nothing.
inline void never_suspends(const char* what, const void* object) noexcept {
    if (is_observed()) [[unlikely]]
        meet_switch_point(what, object);
}

/// Of an operation that may suspend: as never_suspends(), and counts. A fiber that has done k_operations_in_a_row of
/// them, or up to twice as many, and was never suspended meanwhile, gives way: to the fibers that are ready, to due
/// timers and to the outside world. The count is the thread's and costs three instructions. A simulated runtime allows
/// its thread no operation, so each of them comes to the cold half. On a plain thread nothing happens.
inline void may_suspend(const char* what, const void* object) noexcept {
    if constexpr (!WEFT_MODEL) { // models have few operations, and look at each alone
        if (spend_operation()) [[unlikely]]
            meet_end_of_operations(what, object);
    }
}

/// Of an operation that may suspend and can be cancelled: as may_suspend(), and throws weft::cancelled inside a
/// cancelled scope.
inline void checkpoint(const char* what, const void* object) {
    may_suspend(what, object);
    end_if_cancelled(what);
}

/// As may_suspend(), of an operation that has its switch points elsewhere.
inline void count_operation() noexcept { may_suspend(nullptr, nullptr); }

} // namespace weft::detail::fibers
