// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "blocking_sleep.hpp"

#include <weft/clock.hpp>

#include <chrono>

namespace samples {

/// Seconds since its construction, by the clock of the runtime it is used in, with what blocking_sleep() left out.
class stopwatch {
public:
    double seconds() const noexcept {
        const auto passed = weft::clock::now() - start_ + (left_out() - left_out_before_);
        return std::chrono::duration<double>(passed).count();
    }

private:
    weft::clock::time_point start_ = weft::clock::now();
    std::chrono::nanoseconds left_out_before_ = left_out();
};

} // namespace samples
