// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <cstdint>

namespace weft::detail::model {

/// How asymmetric_fence is modelled.
enum class fence_kind : std::uint8_t {
    asymmetric, ///< light() orders nothing; heavy() is a seq_cst fence of every virtual thread
    symmetric   ///< both are seq_cst fences of the calling thread
};

struct model_options {
    fence_kind fences = fence_kind::asymmetric;
    /// How often a run may fail a weak compare-exchange, end a futex wait or leap the clock for no reason.
    unsigned surprises = 1;
    /// A compare-exchange may fail, and a futex wait begin, on an old value that a load might return.
    bool old_failures = true;
    bool tells_states = true; ///< to a strategy that goes on from equal states once
};

} // namespace weft::detail::model
