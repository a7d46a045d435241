// SPDX-License-Identifier: BSL-1.0
#include "context/switch/entry_returned.hpp"

#include <cstdio>
#include <cstdlib>

namespace weft::detail::ctx {

void entry_returned() noexcept {
    std::fputs("weft: the entry function of a context returned; its last statement must switch away for ever\n",
               stderr);
    std::abort();
}

} // namespace weft::detail::ctx
