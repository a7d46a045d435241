// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/base/ticks.hpp>

#include <chrono>
#include <compare>
#include <type_traits>

namespace weft {

/// How long: what timeouts and limits are given as. Any std::chrono::duration converts to it, whatever its
/// representation and period: `5ms`, `0.5s`, `std::chrono::years(300)`, `std::chrono::duration<float>(x)`.
///
/// It counts nanoseconds, the ticks of weft::clock. A duration between two ticks is rounded up, so that no wait is too
/// short. A duration that is too long to count becomes max(), which waits take for "for ever"; one that is too negative
/// becomes min(): over already. So infinity may be given, too. NaN throws std::invalid_argument: only floating
/// representations can throw, and they do so in the caller, before the function is called.
class WEFT_API any_duration {
public:
    /// From a std::chrono duration of any representation; rounded up to nanoseconds. Throws std::invalid_argument for
    /// NaN.
    template <class Rep, class Period>
    constexpr any_duration(
        std::chrono::duration<Rep, Period> length) // NOLINT(google-explicit-constructor): a parameter type
        noexcept(std::is_integral_v<Rep>)
        : ticks_(detail::round_up(length)) {}

    /// In ticks of weft::clock.
    constexpr std::chrono::steady_clock::duration ticks() const noexcept { return ticks_; }

    friend constexpr auto operator<=>(const any_duration&, const any_duration&) noexcept = default;

    /// The longest, for ever in every wait, and the shortest.
    static constexpr any_duration(max)() noexcept { return (detail::ticks::max)(); }
    static constexpr any_duration(min)() noexcept { return (detail::ticks::min)(); }

private:
    detail::ticks ticks_;
};

} // namespace weft
