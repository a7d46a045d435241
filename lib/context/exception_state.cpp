// SPDX-License-Identifier: BSL-1.0
#include "context/exception_state.hpp"

#include <cxxabi.h>

namespace weft::detail {

// The layout is that of __cxa_eh_globals in the Itanium C++ ABI, section 2.2.2: a pointer, then an unsigned int.
exception_globals* thread_exception_globals() noexcept {
    void* globals = abi::__cxa_get_globals();
    asm volatile("" : "+r"(globals));
    return static_cast<exception_globals*>(globals);
}

} // namespace weft::detail
