// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace weft::detail::model {

/// How asymmetric_fence is modelled.
enum class fence_kind : std::uint8_t {
    asymmetric, ///< light() orders nothing; heavy() is a seq_cst fence of every virtual thread
    symmetric   ///< both are seq_cst fences of the calling thread
};

struct model_options {
    fence_kind fences = fence_kind::asymmetric;
    unsigned surprises =
        1; ///< how often a run may fail a weak compare-exchange, end a futex wait or leap the clock for no reason
    bool tells_states = true; ///< to a strategy that goes on from equal states once
};

} // namespace weft::detail::model
