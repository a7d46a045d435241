// SPDX-License-Identifier: BSL-1.0
// error: no matching (member )?function for call to
// What a generator is sent is its second parameter; without one it is sent nothing.
#include <weft/generator.hpp>

void ask(weft::generator<int>& numbers, weft::generator<int, int>& sums);
void ask([[maybe_unused]] weft::generator<int>& numbers, [[maybe_unused]] weft::generator<int, int>& sums) {
#ifndef WEFT_COMPILES
    numbers.send(1);
#else
    sums.send(1);
#endif
}
