// SPDX-License-Identifier: BSL-1.0
// error: no match(ing function)? for call
// A body yields what its generator promises.
#include <weft/generator.hpp>

weft::generator<int*> numbers();
weft::generator<int*> numbers() {
    return weft::generator<int*>([](weft::yielder<int*>& yield) {
#ifndef WEFT_COMPILES
        yield(1.5);
#else
        yield(nullptr);
#endif
    });
}
