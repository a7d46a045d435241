// SPDX-License-Identifier: BSL-1.0
#include <weft/clock.hpp>

#include "fiber/carrier.hpp"

namespace weft {

clock::time_point clock::now() noexcept { return detail::now_here(); }

} // namespace weft
