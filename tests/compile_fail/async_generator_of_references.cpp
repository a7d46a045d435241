// SPDX-License-Identifier: BSL-1.0
// error: an async generator yields objects that can be moved
// Its body may be far ahead of its consumer: what it refers to would be gone.
#include <weft/async_generator.hpp>

void count() {
#ifdef WEFT_COMPILES
    weft::async_generator<int> numbers([](auto& yield) {
#else
    weft::async_generator<int&> numbers([](auto& yield) {
#endif
        int i = 0;
        yield(i);
    });
}
