// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/cancel_reason.hpp>
#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/deadline.hpp>
#include <weft/detail/fiber/record.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <source_location>
#include <stop_token>
#include <string>
#include <string_view>

namespace weft {
class cancelled;
}

namespace weft::detail::cancels {

class stop_entry;

/// That something is to be cancelled, why, and what was said: asked once, and for ever. Made under one lock of the
/// process (lib/fiber/cancel/cancel.cpp); read by any thread, and all but is_made() only once it is made.
class WEFT_API cancel_request {
public:
    bool is_made() const noexcept { return made_.load(memory_order_seq_cst) != 0; }
    cancel_reason reason() const noexcept { return static_cast<cancel_reason>(made_.load(memory_order_acquire) - 1); }
    const std::shared_ptr<const std::string>& text() const noexcept { return text_; }
    const std::source_location& where() const noexcept { return where_; }

private:
    friend class cancelling;
    atomic<std::uint8_t> made_{0}; // the reason and 1
    std::shared_ptr<const std::string> text_;
    std::source_location where_;
};

/// A level of cancellation that a fiber is in: a scope, which lives on that fiber's stack or longer. Levels are linked
/// outwards, from a fiber's innermost to those of the fiber that its group belongs to. Between the two lies the level
/// of the fiber itself, which is not an object: its request is fiber_record::own_cancel.
///
/// Cancelling, level-triggered: a request is stored at the level, and each fiber in it is told (is_told). The fiber
/// looks at its levels where it waits, and at the beginning of each checkpoint. The level that it throws for is the
/// outermost that was cancelled and that nothing hides.
///
///     fiber                                     canceller, under the lock of all requests
///     enters: owner (a store)                   request (a store)
///     light half of a fence                     heavy half
///     request seen: tells itself                owner seen: tells it (a store)
///     opens its wait (a store)                  heavy half
///     light half                                claim_open(depth): an exchange, if the wait is open to that depth
///     told: claims its own wait                 won: delivers
///     leaves: owner null, light half,
///     request seen: passes the lock
///
/// So a request is seen by the fiber or by its canceller, and a canceller touches no fiber that has left.
///
/// Many fields: what its fiber, a canceller and a timer each need of it.
struct WEFT_API cancel_level {
    static constexpr std::uint16_t k_deepest = 65535;

    cancel_level() = default;
    cancel_level(const cancel_level&) = delete;
    cancel_level& operator=(const cancel_level&) = delete;

    cancel_request request;
    bool is_shield = false; ///< hides all levels outside it
    bool has_timer = false;
    bool wants_timers = false;                  ///< it, or a level outside it of the same fiber
    std::uint16_t depth = 0;                    ///< the outermost level of the outermost fiber has 1
    std::uint16_t hidden = 0;                   ///< levels down to this depth are hidden from whatever runs in this one
    unsigned in_flight = 0;                     ///< exceptions, when it was entered: during more it is hidden, too
    atomic<fiber_record*> owner{nullptr};       ///< the fiber that is in it
    cancel_level* outer = nullptr;              ///< while it has an owner
    any_duration limit = (any_duration::max)(); ///< from its entry on; else none
    atomic<time_point::rep> ends{k_no_deadline.time_since_epoch().count()}; ///< see deadline()
    std::source_location deadline_given{};                                  ///< where
    time_point entered{};           ///< of one with a deadline: when that began to count
    atomic<bool> is_firing{false};  ///< its timer cancels it just now
    stop_entry* stops = nullptr;    ///< of its fiber\'s std::stop_tokens, while it has an owner
    alignas(8) std::byte timer[64]; ///< a level_timer, when has_timer

    /// When it cancels itself. Set by the fiber that is in it; the children of its groups look meanwhile.
    time_point deadline() const noexcept { return time_point(time_point::duration(ends.load(memory_order_relaxed))); }
    void set_deadline(time_point when) noexcept { ends.store(when.time_since_epoch().count(), memory_order_relaxed); }
};

/// The calling fiber enters the level, which nobody is in. Reports a misuse on a plain thread; throws std::length_error
/// when the levels are nested too deeply.
WEFT_API void enter(cancel_level& level);

/// The fiber leaves the innermost of its levels. May wait for somebody who is just cancelling it, microseconds.
WEFT_API void leave(cancel_level& level) noexcept;

/// Of the innermost level of the calling fiber: stops when is_cancelled() becomes true there. Empty on a plain thread.
/// Throws std::bad_alloc.
WEFT_API std::stop_token stop_token_here();

/// No token will be stopped any more: what they are of is left.
WEFT_API void drop_stops(stop_entry*& stops) noexcept;

/// While it lives, no cancellation from outside reaches the calling fiber. On a plain thread it does nothing. For
/// functions that others wait for.
class WEFT_API shielded_here {
public:
    /// As enter().
    shielded_here();
    shielded_here(const shielded_here&) = delete;
    shielded_here& operator=(const shielded_here&) = delete;
    ~shielded_here() {
        if (shield_.owner.load(memory_order_relaxed) != nullptr) leave(shield_);
    }

private:
    cancel_level shield_;
};

/// Cancels all that is in the level, now and later; false when that was done before. Any thread, while the level lives.
/// Never suspends. Without memory the text is left out.
WEFT_API bool cancel(cancel_level& level, cancel_reason reason, std::string_view text,
                     const std::source_location& where) noexcept;

/// The same of a fiber and all that it runs; false for one that has ended. The caller keeps its life from ending.
WEFT_API bool cancel_fiber(fiber_record& fiber, cancel_reason reason, std::string_view text,
                           const std::source_location& where) noexcept;

/// The level cancels itself then, and not at another time. For the fiber that is in it, or while nobody is.
WEFT_API void set_deadline(cancel_level& level, time_point deadline, const std::source_location& where) noexcept;

/// Throws what a body becomes that was cut off: timeout_error, or fiber_cancelled when it was not the level's deadline.
[[noreturn]] WEFT_API void throw_cut_off(const cancel_level& level, const cancelled& why);

/// The request that the calling fiber would throw for now, if there is one; with `hidden`, also those that something
/// hides. Null on a plain thread.
enum class looks_at : std::uint8_t { visible, hidden_too };
WEFT_API const cancel_request* cancel_request_here(looks_at which) noexcept;

/// The earliest deadline of the caller's levels that nothing hides.
WEFT_API time_point deadline_here() noexcept;

} // namespace weft::detail::cancels
