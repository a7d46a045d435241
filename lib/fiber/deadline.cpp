// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/fiber/deadline.hpp>

#include "fiber/carrier.hpp"

namespace weft::detail::fibers {

time_point deadline_after(any_duration timeout) noexcept { return saturating_add(now_here(), timeout); }

time_point deadline_of(ticks deadline, ticks now) noexcept {
    return deadline == ticks::max() ? k_no_deadline : deadline_after(saturating_subtract(deadline, now));
}

bool is_past(time_point deadline) noexcept { return deadline != k_no_deadline && deadline <= now_here(); }

} // namespace weft::detail::fibers
