// SPDX-License-Identifier: BSL-1.0
#include "fiber/carrier.hpp"

#include <weft/detail/base/steady_now.hpp>

namespace weft::detail::fibers {

time_point now_here() noexcept {
    const carrier* const here = current_carrier();
    return here != nullptr ? here->now() : steady_now();
}

} // namespace weft::detail::fibers
