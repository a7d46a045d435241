// SPDX-License-Identifier: BSL-1.0
// error: only an async generator can stop waiting for its next item: put weft::adapt::buffer\(n\) before it
// Whoever asks a plain generator runs its body, and cannot leave it.
#include <weft/adapt.hpp>

#include <chrono>

using namespace std::chrono_literals;

void in_time(weft::generator<int> numbers) {
#ifdef WEFT_COMPILES
    for (const auto& each : std::move(numbers) | weft::adapt::buffer(1) | weft::adapt::batch(3, 1s))
#else
    for (const auto& each : std::move(numbers) | weft::adapt::batch(3, 1s))
#endif
        static_cast<void>(each);
}
