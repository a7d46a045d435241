// SPDX-License-Identifier: BSL-1.0
#include <weft/errno.hpp>

namespace weft::detail::base {

[[gnu::noinline]] int* errno_location() noexcept {
    int* location = ::__errno_location();
    asm volatile("" : "+r"(location)); // else the function is taken for a constant one, and calls are merged
    return location;
}

} // namespace weft::detail::base
