// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/context/thread_slot.hpp>
#include <weft/detail/fiber/unit.hpp>

namespace weft::detail {

struct debug_layout;

/// What headers see of a carrier, which is what a worker is to the fibers that it runs.
class WEFT_API carrier_face {
public:
    /// Gives way to the fibers that are ready on this carrier. On a fiber only: reports a misuse on the scheduler.
    virtual void yield() noexcept = 0;

    /// The fiber that runs on this carrier; null while its scheduler runs.
    waiting_unit* current_unit() const noexcept { return current_; }

protected:
    friend struct debug_layout;
    ~carrier_face() = default;
    waiting_unit* current_ = nullptr;
};

/// The carrier of the calling thread; null on a plain thread. Never folded (see thread_slot.hpp): a fiber may come back
/// from a suspension on another thread.
inline carrier_face* face_here() noexcept { return static_cast<carrier_face*>(thread_carrier()); }

/// The unit of the calling thread itself, for waits outside a fiber. Never folded either.
WEFT_API waiting_unit& unit_of_thread() noexcept;

/// The unit of the caller: the running fiber, or else the calling thread.
inline waiting_unit& this_unit() noexcept {
    if (const carrier_face* const here = face_here()) [[likely]]
        if (waiting_unit* const fiber = here->current_unit()) [[likely]]
            return *fiber;
    return unit_of_thread();
}

[[noreturn]] WEFT_API void misuse_of_yield() noexcept;

/// yield() of the calling thread's carrier; reports a misuse on a plain thread.
inline void yield_current() noexcept {
    carrier_face* const here = face_here();
    if (here == nullptr) [[unlikely]]
        misuse_of_yield();
    here->yield();
}

} // namespace weft::detail
