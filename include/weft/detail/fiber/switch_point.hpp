// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>

namespace weft::detail {

/// How many simulations and censuses of fibers are on in the process: whoever begins one moves it.
WEFT_API extern atomic<unsigned> observers;

/// True when somebody may want to know what fibers do. Costs a load and a branch; false in the model build, where every shared
/// access is a point.
inline bool is_observed() noexcept {
    if constexpr (WEFT_MODEL) return false;
    // Relaxed: who is observed runs on this thread, or began after its observer.
    return observers.load(memory_order_relaxed) != 0;
}

class WEFT_API observation {
public:
    observation() noexcept { observers.fetch_add(1, memory_order_seq_cst); }
    observation(const observation&) = delete;
    observation& operator=(const observation&) = delete;
    ~observation() { observers.fetch_sub(1, memory_order_seq_cst); }
};

/// The cold half of switch_point().
WEFT_API void meet_switch_point(const char* what, const void* object) noexcept;

/// Marks a place where a fiber takes, releases or changes something that others see: a simulated runtime may let another
/// fiber run here. No lock of weft's own may be held. `object` is only a number here and may be gone. On a plain thread nothing happens.
inline void switch_point(const char* what, const void* object) noexcept {
    if (is_observed()) [[unlikely]]
        meet_switch_point(what, object);
}

} // namespace weft::detail
