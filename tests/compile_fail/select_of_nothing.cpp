// SPDX-License-Identifier: BSL-1.0
// error: no matching function for call to .*select\(\)
// A select without a case would wait for ever.
#include <weft/select.hpp>

#include <cstddef>

std::size_t wait();
std::size_t wait() {
#ifndef WEFT_COMPILES
    return weft::select();
#else
    return weft::select(weft::otherwise());
#endif
}
