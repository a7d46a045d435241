// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/spawn_options.hpp>

#include <string_view>

/// What a fiber asks of itself. Only inside a runtime, but for id(), name() and the sleeps, which plain threads may
/// call.
namespace weft::this_fiber {

/// The id of the calling fiber; 0 on a plain thread.
WEFT_API fiber_id id() noexcept;

/// The name it was spawned with, or empty; valid as long as the fiber.
WEFT_API std::string_view name() noexcept;

/// Gives way: every other fiber that is ready on this worker may run first. Suspends.
inline void yield() noexcept {
    detail::carrier_face* const here = detail::thread_carrier();
    if (here == nullptr) [[unlikely]]
        detail::misuse_of_yield();
    here->yield();
}

/// Suspends until the runtime's clock reaches `deadline`, never less; a deadline in the past is a yield().
WEFT_API void sleep_until(any_time_point deadline) noexcept;

/// Suspends for `duration`, never less; one that reaches beyond the end of the clock sleeps for ever.
WEFT_API void sleep_for(any_duration duration) noexcept;

} // namespace weft::this_fiber
