// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace weft::detail {

/// How many threads can run at once: the cores of the affinity mask, less what the control group's quota forbids; at least 1.
unsigned usable_cores() noexcept;

} // namespace weft::detail
