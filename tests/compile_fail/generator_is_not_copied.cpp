// SPDX-License-Identifier: BSL-1.0
// error: (use of deleted function|call to implicitly-deleted copy constructor|no matching)
// A generator owns the stack that it is suspended on.
#include <weft/generator.hpp>

#include <utility>

weft::generator<int> twice(weft::generator<int>& one);
weft::generator<int> twice(weft::generator<int>& one) {
#ifndef WEFT_COMPILES
    return one;
#else
    return std::move(one);
#endif
}
