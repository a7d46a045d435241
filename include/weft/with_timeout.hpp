// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/any_duration.hpp>
#include <weft/any_time_point.hpp>
#include <weft/cancel_scope.hpp>
#include <weft/cancelled.hpp>
#include <weft/detail/base/config.hpp>

#include <source_location>
#include <utility>

// The short forms of cancel_scope. Bodies are called as fn(cancel_scope&) if they take that, else as fn(). Only on a
// fiber; with 65,534 scopes around it already they throw std::length_error.

namespace weft {

namespace detail::tasks {

/// Calls fn in the scope; its own cancellation leaves as timeout_error or, if it was no deadline's, fiber_cancelled.
template <class Fn>
scope_result_t<Fn> run_for_value(cancel_scope& scope, Fn&& fn) {
    cancel_level& level = scope_access::level_of(scope);
    try {
        const within entered(level);
        return call_in_scope(std::forward<Fn>(fn), scope);
    } catch (const cancelled& why) {
        if (!why.is_for(scope)) throw;
        throw_cut_off(level, why);
    }
}

} // namespace detail::tasks

/// Calls fn and returns its value; when that takes longer than `limit`, fn is cancelled and timeout_error is thrown.
///
/// The limit counts from this call. Inside, code sees weft::cancelled; outside, timeout_error, and only for this limit:
/// a cancellation from further outside, and what else leaves fn, pass unchanged. A body that returned gives its value,
/// whatever the clock says meanwhile. With a limit of zero or less fn runs to its first checkpoint. A body that cancels
/// its scope itself ends with fiber_cancelled.
///
/// @code
/// std::string answer = weft::with_timeout(5s, [&] { return ask(server); });
/// @endcode
template <class Fn>
detail::scope_result_t<Fn> with_timeout(any_duration limit, Fn&& fn,
                                        std::source_location where = std::source_location::current()) {
    auto scope = cancel_scope::after(limit, where);
    return detail::run_for_value(scope, std::forward<Fn>(fn));
}

/// The same until the caller's clock reaches `deadline`; time_point::max() is no limit.
template <class Fn>
detail::scope_result_t<Fn> with_deadline(any_time_point deadline, Fn&& fn,
                                         std::source_location where = std::source_location::current()) {
    auto scope = cancel_scope::at(deadline, where);
    return detail::run_for_value(scope, std::forward<Fn>(fn));
}

/// Calls fn, which returns void, for `limit` at most, from this call on; true when the limit has cut it off.
///
/// @code
/// if (weft::move_on_after(5s, [&] { cache.refresh(); })) fmt::print("the old one will do\n");
/// @endcode
template <class Fn>
bool move_on_after(any_duration limit, Fn&& fn, std::source_location where = std::source_location::current()) {
    return cancel_scope::after(limit, where).run(std::forward<Fn>(fn));
}

/// The same until the caller's clock reaches `deadline`.
template <class Fn>
bool move_on_at(any_time_point deadline, Fn&& fn, std::source_location where = std::source_location::current()) {
    return cancel_scope::at(deadline, where).run(std::forward<Fn>(fn));
}

/// Calls fn, which no cancellation or deadline from outside reaches, and returns its value: for clean-up that waits.
/// Scopes that fn opens work as everywhere.
template <class Fn>
detail::scope_result_t<Fn> with_shield(Fn&& fn) {
    auto scope = cancel_scope::shielded();
    return detail::run_for_value(scope, std::forward<Fn>(fn));
}

/// The same for `most` at most, of an fn that returns void; true when it was cut off.
template <class Fn>
bool with_shield(any_duration most, Fn&& fn, std::source_location where = std::source_location::current()) {
    return with_shield([&] { return move_on_after(most, std::forward<Fn>(fn), where); });
}

} // namespace weft
