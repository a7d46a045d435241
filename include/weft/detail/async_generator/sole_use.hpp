// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>

namespace weft::detail {

/// Notices a second user of what belongs to one at a time: one who comes while the first is suspended in it. It orders
/// nothing, and two who come at the very same moment may both get in: who comes next is for the users to order.
class WEFT_API sole_use {
public:
    /// False when somebody is in. Else the caller is, until leave().
    [[nodiscard]] bool enter() noexcept {
        if (is_in_.load(memory_order_relaxed)) return false; // relaxed: nothing is read through it
        is_in_.store(true, memory_order_relaxed);            // as above
        return true;
    }
    void leave() noexcept { is_in_.store(false, memory_order_relaxed); } // as above

private:
    atomic<bool> is_in_{false};
};

} // namespace weft::detail
