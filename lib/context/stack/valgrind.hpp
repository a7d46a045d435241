// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

// What weft tells valgrind, with or without valgrind's header on the build machine.

#if __has_include(<valgrind/valgrind.h>)

#include <valgrind/valgrind.h>

namespace weft::detail::stacks {

inline bool runs_on_valgrind() noexcept { return RUNNING_ON_VALGRIND != 0; }

inline unsigned valgrind_register(void* bottom, void* top) noexcept {
    return static_cast<unsigned>(VALGRIND_STACK_REGISTER(bottom, top));
}

inline void valgrind_deregister(unsigned id) noexcept { VALGRIND_STACK_DEREGISTER(id); }

} // namespace weft::detail::stacks

#else

namespace weft::detail::stacks {

inline bool runs_on_valgrind() noexcept { return false; }
inline unsigned valgrind_register(void*, void*) noexcept { return 0; }
inline void valgrind_deregister(unsigned) noexcept {}

} // namespace weft::detail::stacks

#endif
