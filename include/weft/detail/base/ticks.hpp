// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <bit>
#include <chrono>
#include <cstdint>
#include <limits>
#include <ratio>
#include <type_traits>

namespace weft::detail::base {

/// The unit of the steady clock. Durations of other kinds become ticks in this file only.
using ticks = std::chrono::nanoseconds;
static_assert(std::is_same_v<ticks, std::chrono::steady_clock::duration>, "the steady clock counts nanoseconds");

[[noreturn]] WEFT_API void throw_not_a_number();

/// `a` + `b`; a sum beyond the range is the nearer end of it.
constexpr ticks saturating_add(ticks a, ticks b) noexcept {
    if (b > ticks::zero() && a > (ticks::max)() - b) return (ticks::max)();
    if (b < ticks::zero() && a < (ticks::min)() - b) return (ticks::min)();
    return a + b;
}

/// `a` - `b`, likewise.
constexpr ticks saturating_subtract(ticks a, ticks b) noexcept {
    if (b < ticks::zero() && a > (ticks::max)() + b) return (ticks::max)();
    if (b > ticks::zero() && a < (ticks::min)() + b) return (ticks::min)();
    return a - b;
}

/// One period is `times` / `per` ticks, in lowest terms. When `fits` is false, the numerator is beyond 64 bits.
template <class Period>
struct tick_ratio {
    using lowest = typename std::ratio<ticks::period::den, Period::den>::type;
    static constexpr std::int64_t scale = lowest::num;
    static constexpr std::int64_t per = lowest::den;
    static constexpr bool fits = Period::num <= (std::numeric_limits<std::int64_t>::max)() / scale;
    static constexpr std::int64_t times = fits ? Period::num * scale : 1;
};

/// `rest` * `times` / `per`, rounded up, where |rest| < per: a long multiplication, bit by bit, as the product may need
/// 126 bits.
constexpr std::int64_t scaled_up(std::int64_t rest, std::int64_t times, std::int64_t per) noexcept {
    const auto step = static_cast<std::uint64_t>(rest < 0 ? -rest : rest);
    const auto limit = static_cast<std::uint64_t>(per);
    std::int64_t whole = 0;
    std::uint64_t part = 0; // always below `limit`
    const auto add = [&](std::uint64_t more) {
        part += more;
        if (part < limit) return;
        part -= limit;
        ++whole;
    };
    for (int bit = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(times))) - 1; bit >= 0; --bit) {
        whole *= 2;
        add(part);
        if ((times >> bit & 1) != 0) add(step);
    }
    return rest < 0 ? -whole : whole + (part != 0 ? 1 : 0);
}

/// A number of ticks, rounded up. Throws std::invalid_argument for NaN.
template <class Float>
constexpr ticks ticks_of_floating(Float number) {
    constexpr Float k_end = static_cast<Float>(0x1p63);
    if (number >= k_end) return (ticks::max)();
    if (number < -k_end) return (ticks::min)();
    if (!(number < k_end)) throw_not_a_number();
    const auto whole = static_cast<std::int64_t>(number);
    return ticks(static_cast<Float>(whole) < number ? whole + 1 : whole);
}

template <class Period, class Float>
constexpr ticks round_up_floating(Float count) {
    using ratio = tick_ratio<Period>;
    constexpr Float k_times = static_cast<Float>(Period::num) * static_cast<Float>(ratio::scale);
    // No product overflows, at compile time neither
    constexpr Float k_most = (std::numeric_limits<Float>::max)() / k_times;
    if (count > k_most) return (ticks::max)();
    if (count < -k_most) return (ticks::min)();
    return ticks_of_floating(count * k_times / static_cast<Float>(ratio::per));
}

/// `Count` holds every std::intmax_t, or it is the unsigned type of that size.
template <class Period, class Count>
constexpr ticks round_up_whole(Count count) {
    using ratio = tick_ratio<Period>;
    constexpr std::int64_t k_most = (ticks::max)().count() / ratio::times;
    constexpr std::int64_t k_least = (ticks::min)().count() / ratio::times;
    const Count whole = count / static_cast<Count>(ratio::per);
    if (whole > static_cast<Count>(k_most)) return (ticks::max)();
    if constexpr (!std::is_unsigned_v<Count>)
        if (whole < static_cast<Count>(0) && whole < static_cast<Count>(k_least)) return (ticks::min)();
    const ticks most(static_cast<std::int64_t>(whole) * ratio::times);
    if constexpr (ratio::per == 1) return most;
    const auto rest = static_cast<std::int64_t>(count % static_cast<Count>(ratio::per));
    return saturating_add(most, ticks(scaled_up(rest, ratio::times, ratio::per)));
}

/// A duration of any representation in ticks, rounded up; one beyond their range is (ticks::max)() or (ticks::min)().
/// Floating representations are computed as double at least, and rounded up as exactly as that is. Throws
/// std::invalid_argument for NaN, which only they have.
template <class Rep, class Period>
constexpr ticks round_up(std::chrono::duration<Rep, Period> length) noexcept(std::is_integral_v<Rep>) {
    using period = typename Period::type;
    if constexpr (std::is_floating_point_v<Rep>) {
        return round_up_floating<period>(static_cast<std::common_type_t<Rep, double>>(length.count()));
    } else if constexpr (std::chrono::treat_as_floating_point_v<Rep> || !tick_ratio<period>::fits) {
        return round_up_floating<period>(static_cast<long double>(length.count()));
    } else {
        return round_up_whole<period>(static_cast<std::common_type_t<Rep, std::intmax_t>>(length.count()));
    }
}

} // namespace weft::detail::base
