// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/channel/attempt.hpp>
#include <weft/detail/fiber/deadline.hpp>
#include <weft/lowlevel/wait_list.hpp>

namespace weft::detail {

/// Where in a line one begins to wait: whoever waited already and was woken in vain goes back to the head.
enum class line_end : std::uint8_t { back, front };

/// One that waits in a line of a channel: what for, and what it gives or wants.
struct WEFT_API in_line {
    const lowlevel::wait_kind& kind;
    void* data;         ///< an offer, or the std::optional to fill
    const void* object; // not beside `kind`: one load for both would have to wait for two stores

    /// Links itself in `line`, releases the lock, and suspends until somebody claims it: done, closed or again.
    attempt wait(lowlevel::wait_list& line, lowlevel::wait_list& lock, no_deadline,
                 line_end end = line_end::back) const noexcept WEFT_RELEASE(lock);

    /// As above, or timed_out: then nothing has happened.
    attempt wait(lowlevel::wait_list& line, lowlevel::wait_list& lock, time_point deadline,
                 line_end end = line_end::back) const noexcept WEFT_RELEASE(lock);

private:
    void enter(lowlevel::wait_list& line, lowlevel::waiter& self, line_end end) const noexcept;
};

} // namespace weft::detail
