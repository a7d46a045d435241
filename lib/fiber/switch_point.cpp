// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/fiber/switch_point.hpp>

#include "fiber/carrier.hpp"

namespace weft::detail {

atomic<unsigned> observers{0};

void meet_switch_point(const char* what, const void* object) noexcept {
    carrier* const here = current_carrier();
    if (here != nullptr && here->current() != nullptr) here->switch_point(what, object);
}

} // namespace weft::detail
