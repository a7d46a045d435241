// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/fiber/carrier_face.hpp>

#include "context/switch/thread_slot.hpp"
#include "fiber/carrier.hpp"

namespace weft::detail::fibers {

atomic<unsigned> observers{0};

void meet_switch_point(const char* what, const void* object) noexcept {
    carrier* const here = current_carrier();
    if (here != nullptr && here->current() != nullptr) here->switch_point(what, object);
}

void meet_end_of_operations(const char* what, const void* object) noexcept {
    if (carrier* const here = current_carrier())
        here->end_operations(what, object);
    else if constexpr (!WEFT_MODEL)
        allow_operations(k_operations_in_a_row);
}

} // namespace weft::detail::fibers
