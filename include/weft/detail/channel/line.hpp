// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/channel_status.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/deadline.hpp>
#include <weft/lowlevel/wait_list.hpp>

#include <cstdint>

namespace weft::detail::chan {

/// How one look at a channel under its lock ended, or one wait for it. From `again` on the caller looks once more.
enum class [[nodiscard]] attempt : std::uint8_t {
    done,
    must_wait,
    closed,
    failed,      ///< T's move threw; nothing has happened, and the exception is in the caller's offer or demand
    timed_out,   ///< the wait ended without an item
    again,       ///< look again: the partner's move threw
    needs_memory ///< look again with more memory
};

/// What a waiter finds in its tag when it was woken: how its attempt ended. Written by whoever claimed it, before
/// deliver().
enum handed : std::uint32_t {
    /// The item went over (or T's move threw, in the waiter's name: see offer).
    k_item = static_cast<std::uint32_t>(attempt::done),
    /// The channel was closed.
    k_nothing = static_cast<std::uint32_t>(attempt::closed),
    /// The partner's move threw: wait again, at the head of the line.
    k_again = static_cast<std::uint32_t>(attempt::again)
};

/// How a channel's operation ended, when `in_vain` says why it would have had to wait.
inline channel_status status_of(attempt how, channel_status in_vain) noexcept {
    switch (how) {
    case attempt::done: return channel_status::success;
    case attempt::closed: return channel_status::closed;
    case attempt::timed_out: return channel_status::timeout;
    default: return in_vain;
    }
}

/// Where in a line one begins to wait: whoever waited already and was woken in vain goes back to the head.
enum class line_end : std::uint8_t { back, front };

/// One that waits in a line of a channel: what for, and what it gives or wants.
struct WEFT_API in_line {
    const lowlevel::wait_kind& kind;
    void* data;         ///< an offer, or the std::optional to fill
    const void* object; // not beside `kind`: one load for both would have to wait for two stores

    /// Links itself in `line`, releases the lock, and suspends until somebody claims it: done, closed or again. With a
    /// time_point for its deadline also timed_out: then nothing has happened. Deadline is that, or no_deadline. Throws
    /// weft::cancelled, after which nothing has happened either.
    template <class Deadline>
    attempt wait(lowlevel::wait_list& line, lowlevel::wait_list& lock, Deadline deadline,
                 line_end end = line_end::back) const WEFT_RELEASE(lock);
};

} // namespace weft::detail::chan
