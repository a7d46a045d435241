// SPDX-License-Identifier: BSL-1.0
#include "runtime/live_fibers.hpp"

#include "fiber/record_pool.hpp"

#include <algorithm>

namespace weft::detail {

std::vector<fiber_record*> live_fibers_of(const ready_sink& core) {
    std::vector<fiber_record*> found;
    record_pool::instance().for_each([&](fiber_record& each) {
        if (each.is_live_in(core)) found.push_back(&each);
    });
    std::sort(found.begin(), found.end(), [](const auto* a, const auto* b) { return a->id < b->id; });
    return found;
}

} // namespace weft::detail
