// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancel_reason.hpp>
#include <weft/detail/base/atomic.hpp>
#include <weft/detail/fiber/cancel/cancel_level.hpp>
#include <weft/detail/fiber/record.hpp>

#include <cstdint>
#include <source_location>
#include <stop_token>
#include <string_view>

// std::stop_tokens of fibers: this_fiber::stop_token(). All that there are stand in one list, under the lock of all
// requests, so that fibers without one pay nothing.

namespace weft::detail::cancels {

/// The source of the tokens of one level of a fiber: a scope, or the fiber as a whole. Referred to by that level, which
/// takes it out of the list when it is left, and by whoever is about to stop it.
class stop_entry {
public:
    /// `level` is the innermost around the fiber now: its own scope, or what it was spawned in.
    stop_entry(const fiber_record& fiber, const cancel_level* level) noexcept : fiber_(fiber), level_(level) {}
    stop_entry(const stop_entry&) = delete;
    stop_entry& operator=(const stop_entry&) = delete;

    std::stop_token token() const noexcept { return source_.get_token(); }
    void stop() noexcept { source_.request_stop(); }

    void hold() noexcept { references_.fetch_add(1, memory_order_relaxed); } // whoever holds it is there
    void release() noexcept {
        if (references_.fetch_sub(1, memory_order_acq_rel) == 1) delete this;
    }

private:
    friend class stop_list;
    ~stop_entry() = default;
    std::stop_source source_;
    const fiber_record& fiber_;
    const cancel_level* const level_;
    atomic<std::uint32_t> references_{1};
    stop_entry* previous_ = nullptr; // in the list of all
    stop_entry* next_ = nullptr;
    stop_entry* next_stop_ = nullptr; // in a stops_to_make
};

/// What was cancelled: a level or a fiber.
struct cancelled_thing {
    const cancel_level* level = nullptr;
    const fiber_record* fiber = nullptr;
    std::uint16_t depth = 1;
};

/// Stops that a canceller owes: its destructor makes them, and runs the callbacks of their tokens, so no lock may be
/// held then.
class stops_to_make {
public:
    stops_to_make() = default;
    stops_to_make(const stops_to_make&) = delete;
    stops_to_make& operator=(const stops_to_make&) = delete;
    ~stops_to_make();

    /// With the lock of all requests: all entries that are inside `what`, and not hidden from it.
    void add_all_inside(const cancelled_thing& what) noexcept;

private:
    stop_entry* first_ = nullptr;
};

/// As the public cancel(), but the stops are the caller's to make.
bool cancel(cancel_level& level, cancel_reason reason, std::string_view text, const std::source_location& where,
            stops_to_make& stops) noexcept;

/// With the lock of all requests. A new entry enters; one leaves, and is released.
void enter_stops(stop_entry& entry) noexcept;
void leave_stops(stop_entry& entry) noexcept;

} // namespace weft::detail::cancels
