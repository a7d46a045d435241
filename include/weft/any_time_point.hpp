// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/clock.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/base/ticks.hpp>
#include <weft/detail/fiber/deadline.hpp>

#include <chrono>
#include <concepts>
#include <type_traits>

namespace weft {

namespace detail::fibers {

template <class Clock>
concept own_clock = std::same_as<Clock, std::chrono::steady_clock> || std::same_as<Clock, clock>;

/// Another clock, which can be asked how late it is.
template <class Clock>
concept other_clock = !own_clock<Clock> && requires {
    { Clock::now() } -> std::convertible_to<std::chrono::time_point<Clock, typename Clock::duration>>;
};

/// What `Clock` shows now, in ticks; up to one tick less where a tick cannot show it exactly.
template <class Clock>
ticks ticks_now() noexcept(noexcept(Clock::now()) && std::is_integral_v<typename Clock::rep>) {
    const ticks now = round_up(Clock::now().time_since_epoch());
    return std::is_convertible_v<typename Clock::duration, ticks> ? now : saturating_subtract(now, ticks(1));
}

} // namespace detail::fibers

/// When: what deadlines are given as. Any std::chrono::time_point of weft::clock or std::chrono::steady_clock converts
/// to it, whatever its duration. It is rounded up, so that no wait ends too early; a point beyond the end of the clock
/// is "for ever". NaN throws std::invalid_argument.
///
/// A time point of any other clock that has now() converts, too, std::chrono::system_clock's first of all. Such a
/// deadline is converted once, when the wait begins: what is left until it by the other clock is added to the caller's
/// weft::clock::now(). If somebody sets the system's clock meanwhile, the wait ends as if nobody had.
class WEFT_API any_time_point {
public:
    /// A time of weft::clock or of std::chrono::steady_clock.
    template <detail::own_clock Clock, class Duration>
    constexpr any_time_point(
        std::chrono::time_point<Clock, Duration> when) // NOLINT(google-explicit-constructor): as above
        noexcept(std::is_integral_v<typename Duration::rep>)
        : when_(detail::round_up(when.time_since_epoch())) {}

    /// A time of another clock, converted once, now: a clock that is set later does not move it.
    template <detail::other_clock Clock, class Duration>
    any_time_point(std::chrono::time_point<Clock, Duration> when) // NOLINT(google-explicit-constructor): as above
        noexcept(std::is_integral_v<typename Duration::rep> && noexcept(detail::ticks_now<Clock>()))
        : when_(detail::deadline_of(detail::round_up(when.time_since_epoch()), detail::ticks_now<Clock>())) {}

    /// By weft::clock.
    constexpr clock::time_point when() const noexcept { return when_; }

private:
    clock::time_point when_;
};

} // namespace weft
