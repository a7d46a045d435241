// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

namespace weft::detail::ctx {

/// A context is a suspended flow of control: the stack pointer under which its registers lie.
/// It is valid from make() or from the switch that left it until the next switch to it, exactly once.
struct WEFT_API context {
    void* sp = nullptr;
};

/// A context_entry is the first function on a new stack. Its argument is the payload of the first switch to it.
/// It must never return and let no exception out: the first aborts, the second terminates the program.
using context_entry = void (*)(void* payload);

} // namespace weft::detail::ctx
