// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/stack/stack_memory.hpp"

namespace weft::detail {

/// switch_marks of a build without sanitizers: nothing to tell.
struct switch_marks {
    void leave(stack*, stack*, switch_marks&) noexcept {}
    void leave_for_ever(stack*, stack*, switch_marks&) noexcept {}
    void resumed() noexcept {}
    void arrived() noexcept {}
};

} // namespace weft::detail
