// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/guard/guard.hpp"
#include "context/stack/stack_marks.hpp"

#include <cstddef>

namespace weft::detail::stacks {

class slab;

/// A stack is the descriptor of one guarded piece of memory to run on. It lies at the top of that memory, so a fiber
/// that is suspended near its entry touches one page in all. Below `bottom` lies the guard: touching it is a fault.
struct alignas(64) stack {
    std::byte* top;    // one past the highest usable byte; coloured; 64-byte aligned; the descriptor begins here
    std::byte* bottom; // the lowest usable byte
    stack* next;       // a link for whoever owns the stack: a cache, the pool, the runtime
    slab* home;        // the mapping it is part of
    const void* owner = nullptr;             // whose it is, where that is no fiber: what describe_owner is asked about
    [[no_unique_address]] stack_marks marks; // what sanitizers and valgrind need to know

    [[nodiscard]] std::size_t size() const noexcept { return static_cast<std::size_t>(top - bottom); }
};

/// stack_options are the same for all stacks of a pool; both figures are bytes and are rounded up to whole pages.
/// Code with single frames larger than the guard must be compiled with -fstack-clash-protection, or such a frame can
/// step over the guard unnoticed; linking weft::weft passes that flag on.
struct stack_options {
    std::size_t size = 65536;
    std::size_t guard = default_guard_size();
};

} // namespace weft::detail::stacks
