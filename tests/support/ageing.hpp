// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/stack/stack_pool.hpp"

namespace weft::test {

/// Lets so many periods go by, on a clock of its own, that no idle stack of the pool keeps memory.
inline void age_out(detail::stack_pool& pool) {
    for (detail::time_point due; (due = pool.ageing_due()) != detail::stack_pool::k_never;)
        static_cast<void>(pool.age(due));
}

} // namespace weft::test
