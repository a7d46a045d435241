// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancel_reason.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/base/thread_safety.hpp>
#include <weft/detail/base/tiny_lock.hpp>

#include <source_location>
#include <string_view>

namespace weft::detail::cancels {

struct cancel_level;

/// What the handles of a level share, for as long as any of them lives. The level cuts it before it goes, and waits
/// for whoever is just cancelling through it.
class WEFT_API cancel_tie {
public:
    explicit cancel_tie(cancel_level& level) noexcept : level_(&level) {}
    cancel_tie(const cancel_tie&) = delete;
    cancel_tie& operator=(const cancel_tie&) = delete;

    /// As cancels::cancel(); false once the tie is cut. Any thread.
    bool cancel(cancel_reason reason, std::string_view text, const std::source_location& where) noexcept;

    /// The level goes.
    void cut() noexcept;

private:
    tiny_lock lock_;
    cancel_level* level_ WEFT_GUARDED_BY(lock_);
};

} // namespace weft::detail::cancels
