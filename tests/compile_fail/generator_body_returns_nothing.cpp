// SPDX-License-Identifier: BSL-1.0
// error: no matching (function for call to|constructor for initialization|conversion)
// The body of a generator<Y, S, R> returns an R.
#include <weft/generator.hpp>

weft::generator<int, void, int> numbers();
weft::generator<int, void, int> numbers() {
    return weft::generator<int, void, int>([](auto& yield) {
        yield(1);
#ifdef WEFT_COMPILES
        return 2;
#endif
    });
}
