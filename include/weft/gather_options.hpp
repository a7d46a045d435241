// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_time_point.hpp>
#include <weft/clock.hpp>
#include <weft/detail/base/config.hpp>

#include <cstddef>
#include <string>

namespace weft {

/// What gather(), gather_settled(), race() and as_completed() of a range may be told.
struct WEFT_API gather_options {
    /// How many elements are worked on at once; 0 is no limit.
    std::size_t limit = 0;

    /// When what is unfinished is cancelled, by the caller's clock. The largest time is none.
    any_time_point deadline = (clock::time_point::max)();

    /// In the texts of errors and reports.
    std::string name{};
};

} // namespace weft
