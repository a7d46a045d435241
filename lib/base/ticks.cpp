// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/ticks.hpp>

#include <stdexcept>

namespace weft::detail::base {

void throw_not_a_number() {
    throw std::invalid_argument(
        "weft: a duration or time point is not a number (NaN): nothing can wait for it; test it with std::isnan()");
}

} // namespace weft::detail::base
