// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/fiber/switch_point.hpp>

#include "context/thread_slot.hpp"
#include "fiber/carrier.hpp"

namespace weft::detail {

atomic<unsigned> observers{0};

void meet_switch_point(const char* what, const void* object) noexcept {
    carrier* const here = current_carrier();
    if (here != nullptr && here->current() != nullptr) here->switch_point(what, object);
}

void give_way_in_turn() noexcept {
    if constexpr (!WEFT_MODEL) allow_operations(k_operations_in_a_row);
    carrier* const here = current_carrier();
    if (here != nullptr && here->current() != nullptr) here->give_way();
}

} // namespace weft::detail
