// SPDX-License-Identifier: BSL-1.0
// error: an adapter takes its generator over: std::move\(numbers\)
// An adapter would leave a generator without its items behind.
#include <weft/adapt.hpp>

void even_ones(weft::generator<int>& numbers) {
    const auto is_even = [](int i) { return i % 2 == 0; };
#ifdef WEFT_COMPILES
    for (const int i : std::move(numbers) | weft::adapt::filter(is_even)) static_cast<void>(i);
#else
    for (const int i : numbers | weft::adapt::filter(is_even)) static_cast<void>(i);
#endif
}
