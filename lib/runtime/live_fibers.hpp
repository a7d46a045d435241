// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/fiber/record.hpp>

#include <vector>

namespace weft::detail {

/// The fibers of `core` that have not ended, ascending by id. Exact while all workers of the core stand still; for reports.
std::vector<fiber_record*> live_fibers_of(const ready_sink& core);

} // namespace weft::detail
