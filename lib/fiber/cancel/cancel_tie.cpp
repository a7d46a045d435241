// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/fiber/cancel/cancel_tie.hpp>

#include "fiber/cancel/stops.hpp"

#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/fiber/cancel/cancel_level.hpp>

namespace weft::detail::cancels {

/// The callbacks of stop tokens come after the lock: they may end what the level belongs to.
bool cancel_tie::cancel(cancel_reason reason, std::string_view text, const std::source_location& where) noexcept {
    stops_to_make stops;
    const lock_scope guard(lock_);
    return level_ != nullptr && cancels::cancel(*level_, reason, text, where, stops);
}

void cancel_tie::cut() noexcept {
    const lock_scope guard(lock_);
    level_ = nullptr;
}

} // namespace weft::detail::cancels
