// SPDX-License-Identifier: BSL-1.0
#include "context/stack/thread_stack.hpp"

#include <pthread.h>

namespace weft::detail::stacks {

stack_extent thread_stack() noexcept {
    pthread_attr_t attributes;
    if (::pthread_getattr_np(::pthread_self(), &attributes) != 0) return {};
    void* bottom = nullptr;
    stack_extent extent;
    if (::pthread_attr_getstack(&attributes, &bottom, &extent.size) == 0) extent.bottom = bottom;
    ::pthread_attr_destroy(&attributes);
    return extent;
}

} // namespace weft::detail::stacks
