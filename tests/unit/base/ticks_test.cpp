// SPDX-License-Identifier: BSL-1.0
// Durations of every kind become ticks: rounded up, cut off at the ends of the clock. Small and large numbers are
// compared with arithmetic of 128 bits.
#include "support/seed.hpp"

#include <weft/detail/base/ticks.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <ratio>
#include <stdexcept>
#include <string>
#include <utility>

namespace weft::detail {
namespace {

using namespace std::chrono_literals;
using std::chrono::duration;

constexpr ticks k_first = ticks::min();
constexpr ticks k_last = ticks::max();
constexpr double k_infinity = std::numeric_limits<double>::infinity();

// Whole numbers, at compile time.
static_assert(round_up(0ns) == 0ns && round_up(1ns) == 1ns && round_up(-1ns) == -1ns);
static_assert(round_up(k_last) == k_last && round_up(k_first) == k_first);
static_assert(round_up(3s) == 3'000'000'000ns && round_up(-3s) == -3'000'000'000ns);
static_assert(round_up(9'223'372'036s) == 9'223'372'036'000'000'000ns && round_up(9'223'372'037s) == k_last);
static_assert(round_up(-9'223'372'036s) == -9'223'372'036'000'000'000ns && round_up(-9'223'372'037s) == k_first);
static_assert(round_up(std::chrono::seconds::max()) == k_last && round_up(std::chrono::seconds::min()) == k_first);
static_assert(round_up(std::chrono::hours::max()) == k_last && round_up(std::chrono::hours::min()) == k_first);
static_assert(round_up(std::chrono::years(292)) == 292 * ticks(31'556'952'000'000'000));
static_assert(round_up(std::chrono::years(293)) == k_last && round_up(std::chrono::years(-293)) == k_first);

// Small, large and unsigned representations.
static_assert(round_up(duration<std::int8_t, std::milli>(-128)) == -128ms);
static_assert(round_up(duration<std::int8_t, std::ratio<86400 * 365>>(127)) == 127 * 365 * 24h);
static_assert(round_up(duration<std::uint8_t>(255)) == 255s);
static_assert(round_up(duration<std::uint64_t>(9'223'372'037u)) == k_last);
static_assert(round_up(duration<std::uint64_t, std::nano>::max()) == k_last);
static_assert(round_up(duration<std::uint64_t, std::nano>(9'223'372'036'854'775'807u)) == k_last);
static_assert(round_up(duration<std::uint64_t, std::nano>(9'223'372'036'854'775'806u)) == k_last - 1ns);
static_assert(round_up(duration<std::uint64_t, std::pico>::max()) == 18'446'744'073'709'552ns);
static_assert(round_up(duration<char>(7)) == 7s && round_up(duration<bool>(true)) == 1s);

// Finer periods round up, also below zero.
static_assert(round_up(duration<int, std::pico>(1)) == 1ns && round_up(duration<int, std::pico>(1000)) == 1ns);
static_assert(round_up(duration<int, std::pico>(1001)) == 2ns && round_up(duration<int, std::pico>(-1)) == 0ns);
static_assert(round_up(duration<int, std::pico>(-1001)) == -1ns && round_up(duration<int, std::atto>(1)) == 1ns);
static_assert(round_up(duration<std::int64_t, std::atto>::max()) == 9'223'372'037ns);

// Periods that are no number of ticks, nor parts of one.
static_assert(round_up(duration<int, std::ratio<1, 3>>(1)) == 333'333'334ns);
static_assert(round_up(duration<int, std::ratio<1, 3>>(-1)) == -333'333'333ns);
static_assert(round_up(duration<int, std::ratio<1, 3>>(3)) == 1s && round_up(duration<int, std::ratio<2, 6>>(6)) == 2s);
static_assert(round_up(duration<int, std::ratio<1001, 30000>>(1)) == 33'366'667ns);
static_assert(round_up(duration<int, std::ratio<1001, 30000>>(30000)) == 1001s);
static_assert(round_up(duration<std::int64_t, std::ratio<1, 3>>::max()) == k_last);
static_assert(round_up(duration<std::int64_t, std::ratio<1, 3>>::min()) == k_first);
static_assert(round_up(duration<int, std::ratio<1, std::numeric_limits<std::intmax_t>::max()>>(1)) == 1ns);
static_assert(round_up(duration<std::int64_t, std::ratio<1, std::numeric_limits<std::intmax_t>::max()>>::max()) == 1s);
static_assert(round_up(duration<std::int64_t, std::ratio<1, std::numeric_limits<std::intmax_t>::max() - 1>>::max()) ==
              1s + 1ns);

// Periods that are too long for any count of them.
static_assert(round_up(duration<int, std::exa>(1)) == k_last && round_up(duration<int, std::exa>(0)) == 0ns);
static_assert(round_up(duration<int, std::exa>(-1)) == k_first && round_up(duration<double, std::exa>(-1)) == k_first);

// Floating representations.
static_assert(round_up(0.5s) == 500ms && round_up(1.5ms) == 1'500us && round_up(-0.5s) == -500ms);
static_assert(round_up(duration<double, std::nano>(0.1)) == 1ns && round_up(duration<double, std::nano>(-0.9)) == 0ns);
static_assert(round_up(duration<double>(1e-300)) == 1ns && round_up(duration<double, std::pico>(1001)) == 2ns);
static_assert(round_up(duration<float>(0.1F)) == 100'000'002ns, "the nearest float is more than 0.1 by 1.5e-9");
static_assert(round_up(duration<double>(0.1)) == 100ms,
              "computed as double: what is less than its precision is no tick");
static_assert(round_up(duration<double>(k_infinity)) == k_last && round_up(duration<double>(-k_infinity)) == k_first);
static_assert(round_up(duration<double>::max()) == k_last && round_up(duration<double>::min()) == k_first);
static_assert(round_up(duration<float>::max()) == k_last && round_up(duration<long double>::min()) == k_first);
static_assert(round_up(duration<double, std::nano>(0x1p63)) == k_last);
static_assert(round_up(duration<double, std::nano>(0x1p63 - 1024)) ==
              ticks(std::numeric_limits<std::int64_t>::max() - 1023));
static_assert(round_up(duration<double, std::nano>(-0x1p63)) == k_first);
static_assert(round_up(duration<double, std::nano>(-0x1p63 - 2048)) == k_first);
static_assert(round_up(duration<float, std::nano>(0x1p63F)) == k_last);
static_assert(round_up(duration<float, std::nano>(-0x1p63F)) == k_first);

// What may throw says so.
template <class Length>
constexpr bool k_never_throws = noexcept(round_up(std::declval<Length>()));
static_assert(k_never_throws<std::chrono::hours> && k_never_throws<duration<std::int8_t, std::pico>>);
static_assert(!k_never_throws<duration<float>> && !k_never_throws<duration<long double, std::milli>>);

template <class Float>
void refuses_nan() {
    EXPECT_THROW(static_cast<void>(round_up(duration<Float>(std::numeric_limits<Float>::quiet_NaN()))),
                 std::invalid_argument);
    EXPECT_THROW(static_cast<void>(round_up(duration<Float, std::pico>(-std::numeric_limits<Float>::quiet_NaN()))),
                 std::invalid_argument);
}

TEST(Ticks, RefuseNotANumberWithASentence) {
    refuses_nan<float>();
    refuses_nan<double>();
    refuses_nan<long double>();
    try {
        static_cast<void>(round_up(duration<double>(std::numeric_limits<double>::quiet_NaN())));
    } catch (const std::invalid_argument& why) {
        EXPECT_EQ(std::string(why.what()).find("weft: a duration or time point is not a number (NaN)"), 0u)
            << why.what();
    }
}

/// A representation of a user's own, as chrono wants one.
struct meters {
    std::int64_t value;
    constexpr meters() = default;
    constexpr explicit meters(std::int64_t of) : value(of) {}
    constexpr explicit operator std::int64_t() const { return value; }
    friend constexpr auto operator<=>(meters, meters) = default;
    friend constexpr meters operator/(meters a, meters b) { return meters(a.value / b.value); }
    friend constexpr meters operator%(meters a, meters b) { return meters(a.value % b.value); }
};

struct fraction {
    double value;
    constexpr explicit operator long double() const { return value; }
};

} // namespace
} // namespace weft::detail

template <>
struct std::common_type<weft::detail::meters, std::intmax_t> {
    using type = weft::detail::meters;
};
template <>
struct std::chrono::treat_as_floating_point<weft::detail::fraction> : std::true_type {};

namespace weft::detail {
namespace {

static_assert(round_up(duration<meters>(meters(3))) == 3s && round_up(duration<meters>(meters(-3))) == -3s);
static_assert(round_up(duration<meters, std::pico>(meters(1001))) == 2ns);
static_assert(round_up(duration<meters>(meters(std::numeric_limits<std::int64_t>::max()))) == k_last);
static_assert(round_up(duration<meters>(meters(std::numeric_limits<std::int64_t>::min()))) == k_first);
static_assert(round_up(duration<fraction>(fraction{0.5})) == 500ms);

__extension__ using wide = __int128;

/// Whole numbers of 128 bits are enough for any count of 64 and these periods.
template <class Rep, class Period>
ticks reference(duration<Rep, Period> length) {
    const wide dividend = static_cast<wide>(length.count()) * Period::num * 1'000'000'000;
    const wide divisor = Period::den;
    wide whole = dividend / divisor;
    if (dividend > 0 && dividend % divisor != 0) ++whole;
    if (whole > k_last.count()) return k_last;
    if (whole < k_first.count()) return k_first;
    return ticks(static_cast<std::int64_t>(whole));
}

template <class Rep, class Period>
void agrees(std::mt19937_64& random) {
    for (int i = 0; i < 2'000; ++i) {
        const auto count = static_cast<Rep>(random() >> random() % 64);
        for (const Rep each : {count, static_cast<Rep>(-count), static_cast<Rep>(count + 1)}) {
            const duration<Rep, Period> length(each);
            ASSERT_EQ(round_up(length).count(), reference(length).count())
                << +each << " of " << Period::num << '/' << Period::den;
        }
    }
}

template <class Period>
void agrees_in_all_representations(std::mt19937_64& random) {
    agrees<std::int8_t, Period>(random);
    agrees<std::uint16_t, Period>(random);
    agrees<std::int32_t, Period>(random);
    agrees<std::int64_t, Period>(random);
    agrees<std::uint64_t, Period>(random);
}

TEST(Ticks, AgreeWithWiderArithmetic) {
    std::mt19937_64 random(test::seed_of_test());
    agrees_in_all_representations<std::nano>(random);
    agrees_in_all_representations<std::pico>(random);
    agrees_in_all_representations<std::atto>(random);
    agrees_in_all_representations<std::micro>(random);
    agrees_in_all_representations<std::ratio<1>>(random);
    agrees_in_all_representations<std::ratio<3600>>(random);
    agrees_in_all_representations<std::ratio<1, 3>>(random);
    agrees_in_all_representations<std::ratio<1001, 30000>>(random);
    agrees_in_all_representations<std::ratio<1, 1'193'182>>(random);
    agrees_in_all_representations<std::ratio<7, 1'000'000'007>>(random);
}

TEST(Ticks, OfFloatingNumbersAreTheNextWholeOne) {
    std::mt19937_64 random(test::seed_of_test());
    for (int i = 0; i < 10'000; ++i) {
        const auto number =
            std::ldexp(static_cast<double>(static_cast<std::int64_t>(random())), -static_cast<int>(random() % 70));
        const auto got = static_cast<long double>(round_up(duration<double, std::nano>(number)).count());
        ASSERT_GE(got, static_cast<long double>(number));
        ASSERT_LT(got - 1, static_cast<long double>(number));
    }
}

TEST(Ticks, AddAndSubtractUpToTheEnds) {
    constexpr ticks k_each[] = {k_first, k_first + 1ns, -1ns, 0ns, 1ns, k_last - 1ns, k_last};
    const auto clamped = [](wide sum) {
        return sum > k_last.count() ? k_last : sum < k_first.count() ? k_first : ticks(static_cast<std::int64_t>(sum));
    };
    for (const ticks a : k_each)
        for (const ticks b : k_each) {
            EXPECT_EQ(saturating_add(a, b), clamped(static_cast<wide>(a.count()) + b.count()));
            EXPECT_EQ(saturating_subtract(a, b), clamped(static_cast<wide>(a.count()) - b.count()));
        }
}

} // namespace
} // namespace weft::detail
