// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/channel/attempt.hpp>
#include <weft/detail/fiber/deadline.hpp>
#include <weft/lowlevel/wait_list.hpp>

namespace weft::detail {

/// One that waits in a line of a channel: what for, and what it gives or wants.
struct in_line {
    const lowlevel::wait_kind& kind;
    const void* object;
    void* data; ///< an offer, or the std::optional to fill
    enum : std::uint8_t { at_back, at_front } where = at_back;

    /// Links itself in `line`, releases the lock, and suspends until somebody claims it: done, closed or again.
    attempt wait(lowlevel::wait_list& line, lowlevel::wait_list& lock, no_deadline) noexcept WEFT_RELEASE(lock);

    /// As above, or timed_out: then nothing has happened.
    attempt wait(lowlevel::wait_list& line, lowlevel::wait_list& lock, time_point deadline) noexcept WEFT_RELEASE(lock);

private:
    void enter(lowlevel::wait_list& line, lowlevel::waiter& self) noexcept;
    attempt leave(const lowlevel::waiter& self) noexcept;
};

} // namespace weft::detail
