// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/pool/call_job.hpp>

#include <weft/detail/runtime/launch.hpp>

namespace weft::detail::pools {

std::exception_ptr dropped_by_pool() {
    return std::make_exception_ptr(std::future_error(std::future_errc::broken_promise));
}

announced_work::announced_work() {
    if (core_here() != nullptr) work_.emplace();
}

} // namespace weft::detail::pools
