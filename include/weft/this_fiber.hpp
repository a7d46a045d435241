// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/cancel_reason.hpp>
#include <weft/clock.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/cancel/cancel_level.hpp>
#include <weft/detail/fiber/carrier_face.hpp>
#include <weft/spawn_options.hpp>

#include <optional>
#include <stop_token>
#include <string_view>

/// What a fiber asks of itself. Only inside a runtime, but for id(), name() and the sleeps, which plain threads may
/// call.
namespace weft::this_fiber {

/// The id of the calling fiber; 0 on a plain thread.
WEFT_API fiber_id id() noexcept;

/// The name it was spawned with, or empty; valid as long as the fiber.
WEFT_API std::string_view name() noexcept;

/// Gives way: every other fiber that is ready on this worker may run first. Suspends; a checkpoint.
inline void yield() {
    detail::end_if_cancelled("yields");
    detail::carrier_face* const here = detail::thread_carrier();
    if (here == nullptr) [[unlikely]]
        detail::misuse_of_yield();
    here->yield();
}

/// Suspends until the runtime's clock reaches `deadline`, never less; a deadline in the past is a yield(). A
/// checkpoint.
WEFT_API void sleep_until(any_time_point deadline);

/// Suspends for `duration`, never less; one that reaches beyond the end of the clock sleeps for ever. A checkpoint.
WEFT_API void sleep_for(any_duration duration);

/// Throws weft::cancelled inside a cancelled scope or fiber: for loops that compute. Suspends only to give way, after
/// many operations in a row. Does nothing on a plain thread.
inline void checkpoint() { detail::checkpoint("passes a checkpoint", nullptr); }

/// True when the next checkpoint will throw. False on a plain thread. Never suspends.
[[nodiscard]] inline bool is_cancelled() noexcept {
    return detail::is_anybody_told() && detail::cancel_request_here(detail::looks_at::visible) != nullptr;
}

/// As is_cancelled(), also when a shield or an exception in flight hides the cancellation for now.
[[nodiscard]] inline bool cancel_requested() noexcept {
    return detail::is_anybody_told() && detail::cancel_request_here(detail::looks_at::hidden_too) != nullptr;
}

/// Why the next checkpoint will throw; empty when it will not. Never suspends.
[[nodiscard]] inline std::optional<weft::cancel_reason> cancel_reason() noexcept {
    const detail::cancel_request* const request = detail::cancel_request_here(detail::looks_at::visible);
    return request != nullptr ? std::optional(request->reason()) : std::nullopt;
}

/// A token that stops when is_cancelled() becomes true here: when a scope around the caller, or the fiber as a whole,
/// is cancelled and no shield hides that. For code that takes a std::stop_token. Its callbacks run on whoever cancels,
/// outside weft's locks, and must not suspend. It belongs to the innermost scope: once that is left it stops no more.
/// Empty on a plain thread. Throws std::bad_alloc. Never suspends.
[[nodiscard]] inline std::stop_token stop_token() { return detail::stop_token_here(); }

/// When the scopes around the caller cancel themselves at the earliest; time_point::max() when none does. Never
/// suspends.
[[nodiscard]] inline clock::time_point deadline() noexcept { return detail::deadline_here(); }

} // namespace weft::this_fiber
