// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

namespace weft::detail::fibers {
struct waiting_unit;
}

namespace weft::lowlevel {

/// What a wait is for, as reports of deadlocks and traces of simulations show it. One constant a kind of wait.
struct WEFT_API wait_kind {
    /// With the object behind it: "waits to lock mutex 'orders'".
    const char* verb = "waits";

    /// Who alone can end the wait, as far as is known; null when nobody in particular can. Called while nothing runs.
    const detail::waiting_unit* (*holder)(const void* object) noexcept = nullptr;
};

inline constexpr wait_kind k_some_wait{};

} // namespace weft::lowlevel
