// SPDX-License-Identifier: BSL-1.0
#include <weft/result.hpp>

#include "fiber/cancel/what_left.hpp"

namespace weft::detail::groups {

std::string text_of_error(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& failure) {
        return failure.what();
    } catch (...) {
        return "an exception that is no std::exception";
    }
}

bool is_fiber_cancelled(const std::exception_ptr& error) noexcept { return is_cancellation(error); }

} // namespace weft::detail::groups
