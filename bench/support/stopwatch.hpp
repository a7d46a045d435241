// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/program.hpp"

#include <chrono>

namespace bench {

// Wall time since construction, on the steady clock.
class stopwatch {
public:
    double nanoseconds() const {
        return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start_).count();
    }
    double milliseconds() const { return nanoseconds() / 1e6; }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Nanoseconds each of `operations` took.
inline measurement per_operation(double nanoseconds, std::size_t operations) {
    return {.own = {.value = nanoseconds / static_cast<double>(operations), .unit = "ns"}};
}

inline measurement in_milliseconds(double milliseconds) { return {.own = {.value = milliseconds, .unit = "ms"}}; }

} // namespace bench
