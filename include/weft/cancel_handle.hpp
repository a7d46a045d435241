// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancel_reason.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/cancel/cancel_tie.hpp>

#include <memory>
#include <source_location>
#include <string_view>
#include <utility>

namespace weft {

/// Cancels a scope, a fiber or a task group from afar: copies may be kept by anybody, for longer than what they cancel.
/// When that has gone, cancel() does nothing. Any fiber or thread. Made by cancel_scope::handle(), task_group::handle()
/// and fiber::canceller(). An empty one cancels nothing.
///
/// @code
/// weft::cancel_handle stop = scope.handle();
/// on_button([stop] { stop.cancel(); });
/// @endcode
class WEFT_API cancel_handle {
public:
    /// An empty one.
    cancel_handle() = default;

    /// For scopes and groups.
    explicit cancel_handle(std::shared_ptr<detail::cancel_tie> tie) noexcept : tie_(std::move(tie)) {}

    /// As cancel_scope::cancel(). True for the first that cancels it. Never suspends.
    bool cancel(cancel_reason reason = cancel_reason::requested, std::string_view text = {},
                const std::source_location& where = std::source_location::current()) const noexcept {
        return tie_ != nullptr && tie_->cancel(reason, text, where);
    }

private:
    std::shared_ptr<detail::cancel_tie> tie_;
};

} // namespace weft
