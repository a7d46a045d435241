// SPDX-License-Identifier: BSL-1.0
#include "context/guard/stay_loaded.hpp"

#include <dlfcn.h>

// A program that is linked statically may lack these two, and unloads nothing.
#pragma weak dladdr
#pragma weak dlopen

namespace weft::detail::guards {

void stay_loaded() noexcept {
    if (::dladdr == nullptr || ::dlopen == nullptr) return;
    Dl_info here{};
    if (::dladdr(reinterpret_cast<const void*>(&stay_loaded), &here) == 0) return;
    ::dlopen(here.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE); // fails for the main program, which stays anyway
}

} // namespace weft::detail::guards
