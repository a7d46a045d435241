// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <cstddef>

namespace weft::detail::stacks {

/// stack_extent is where a stack lies: `size` bytes from `bottom` upwards.
struct stack_extent {
    const void* bottom = nullptr;
    std::size_t size = 0;
};

/// thread_stack() is the calling thread's own stack, whatever stack it runs on at the moment. Slow:
/// remember the answer.
stack_extent thread_stack() noexcept;

} // namespace weft::detail::stacks
