// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <csignal>
#include <cstddef>

namespace weft::detail {

/// signal_stack gives the thread that makes it a stack of its own for signal handlers, 64 KiB with a guard below, and
/// restores what was there before. Made and destroyed by the same thread. Throws weft::resource_error.
class signal_stack {
public:
    signal_stack();
    signal_stack(const signal_stack&) = delete;
    signal_stack& operator=(const signal_stack&) = delete;
    ~signal_stack();

private:
    std::byte* mapping_;
    std::size_t bytes_;
    stack_t previous_{};
};

} // namespace weft::detail
