// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/fiber/deadline.hpp>

#include "fiber/carrier.hpp"

namespace weft::detail {

time_point deadline_after(std::chrono::nanoseconds timeout) noexcept {
    const time_point now = now_here();
    return timeout > k_no_deadline - now ? k_no_deadline : now + timeout;
}

bool is_past(time_point deadline) noexcept { return deadline != k_no_deadline && deadline <= now_here(); }

} // namespace weft::detail
