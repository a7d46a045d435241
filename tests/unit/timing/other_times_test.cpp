// SPDX-License-Identifier: BSL-1.0
// What takes a length or a deadline and is no wait of the matrix: sleeps, adapters, one-shots, options. And what may
// throw.
#include "every_wait.hpp"

#include "support/over_workers.hpp"

#include <weft/testing/explore.hpp>
#include <weft/testing/guards.hpp>
#include <weft/testing/run_fiber_test.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <ratio>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::duration;
using std::chrono::time_point;
using steady = std::chrono::steady_clock;
using wall = std::chrono::system_clock;

constexpr duration<double> k_nan(std::numeric_limits<double>::quiet_NaN());

// Functions that do not throw do not throw for durations of whole numbers; a floating one may be NaN.
template <class Length>
constexpr bool k_try_never_throws = noexcept(std::declval<timed_mutex&>().try_lock_for(std::declval<Length>()));
template <class Deadline>
constexpr bool k_lock_never_throws = noexcept(std::declval<timed_mutex&>().try_lock_until(std::declval<Deadline>()));
static_assert(k_try_never_throws<std::chrono::hours> && k_try_never_throws<duration<std::int8_t, std::pico>>);
static_assert(!k_try_never_throws<duration<float>> && !k_try_never_throws<duration<long double>>);
static_assert(k_lock_never_throws<clock::time_point> && k_lock_never_throws<time_point<wall, std::chrono::days>>);
static_assert(!k_lock_never_throws<time_point<steady, duration<double>>>);

// What is no duration, and no time point of a clock that can be asked, is refused.
static_assert(!std::is_convertible_v<int, any_duration> && !std::is_convertible_v<clock::time_point, any_duration>);
static_assert(!std::is_convertible_v<std::chrono::seconds, any_time_point>);
static_assert(!std::is_convertible_v<std::chrono::local_seconds, any_time_point>);
static_assert(std::is_trivially_copyable_v<any_duration> && sizeof(any_duration) == 8 && sizeof(any_time_point) == 8);
static_assert(any_duration(1s) == any_duration(1000ms) && any_duration(0.5s) < any_duration(1s));
static_assert(any_duration(std::chrono::hours::max()) == any_duration::max() && any_duration::min() < any_duration(0s));

/// A clock that has counted a single picosecond.
template <class Rep>
struct fine_clock {
    using rep = Rep;
    using period = std::pico;
    using duration = std::chrono::duration<rep, period>;
    using time_point = std::chrono::time_point<fine_clock>;
    static constexpr bool is_steady = false;
    static time_point now() noexcept { return time_point(duration(1)); }
};

class Times : public OverWorkers {};
WEFT_OVER_WORKERS(Times);

TEST_P(Times, SleepsRoundUp) {
    run([] {
        const auto took = [](auto length) {
            const auto before = clock::now();
            this_fiber::sleep_for(length);
            return clock::now() - before;
        };
        EXPECT_EQ(took(0.5s), 500ms);
        EXPECT_EQ(took(1.5ms), 1500us);
        EXPECT_EQ(took(duration<std::uint8_t, std::pico>(std::uint8_t{1})), 1ns);
        EXPECT_EQ(took(duration<double, std::nano>(2.25)), 3ns);
        EXPECT_EQ(took(std::chrono::days(1)), 24h);
        EXPECT_EQ(took(-1.5ms), 0ns);
        EXPECT_EQ(took(std::chrono::hours::min()), 0ns);
    });
}

TEST_P(Times, SleepsUntilATimeOfTheWallClockAreAsLongAsThatWasAway) {
    run([] {
        const auto before = clock::now();
        this_fiber::sleep_until(std::chrono::sys_days(std::chrono::year(2150) / 1 / 1)); // a virtual clock: at once
        const auto took = clock::now() - before;
        EXPECT_GT(took, std::chrono::years(20));
        EXPECT_LT(took, std::chrono::years(150));
        this_fiber::sleep_until(std::chrono::sys_days(std::chrono::year(2000) / 1 / 1));
        EXPECT_EQ(clock::now() - before, took);
    });
}

TEST_P(Times, SleepsUntilATimeOfAFinerClockDoNotEndTooEarly) {
    run([] {
        const auto sleep_until = [](auto deadline) {
            const auto before = clock::now();
            this_fiber::sleep_until(deadline);
            return clock::now() - before;
        };
        const auto in_less_than_a_tick = [&]<class Clock>(Clock) {
            const auto took = sleep_until(Clock::now() + typename Clock::duration(999));
            EXPECT_GE(took, 1ns);
            EXPECT_LE(took, 2ns);
        };
        in_less_than_a_tick(fine_clock<std::int64_t>());
        in_less_than_a_tick(fine_clock<double>());
    });
}

TEST(TimesSimulated, TheEndOfAClockNeverComes) {
    const auto finds_deadlock = [](auto end) {
        const auto reports = testing::run_fiber_test({0}, [end] {
            event never;
            static_cast<void>(never.wait_until(end));
        });
        return reports.size() == 1 && reports[0].find("deadlock") != std::string::npos;
    };
    EXPECT_TRUE(finds_deadlock(steady::time_point::max()));
    EXPECT_TRUE(finds_deadlock(wall::time_point::max()));
    EXPECT_TRUE(finds_deadlock(time_point<wall, std::chrono::days>::max()));
}

TEST_P(Times, AOneShotIsWaitedForInAnyUnit) {
    run([] {
        auto [give, take] = make_one_shot<int>();
        std::optional<int> got;
        const auto before = clock::now();
        EXPECT_EQ(take.pop_for(got, 0.25s), channel_status::timeout);
        EXPECT_EQ(clock::now() - before, 250ms);
        auto giver = spawn([&sender = give] {
            this_fiber::sleep_for(1h);
            sender.push(7);
        });
        EXPECT_EQ(take.pop_for(got, std::chrono::seconds::max()), channel_status::success);
        giver.join();
    });
}

TEST_P(Times, ABatchGoesOutInItsTime) {
    run([] {
        const auto size_of_first = [](auto patience) {
            event go_on;
            async_generator<int> numbers([&](auto& yield) {
                yield(1);
                go_on.wait();
                yield(2);
            });
            auto batches = std::move(numbers) | adapt::batch(2, patience);
            auto teller = spawn([&] {
                this_fiber::sleep_for(1h);
                go_on.set();
            });
            const std::size_t size = batches.next()->size();
            teller.join();
            return size;
        };
        EXPECT_EQ(size_of_first(0.5s), 1u);
        EXPECT_EQ(size_of_first(std::chrono::minutes(59)), 1u);
        EXPECT_EQ(size_of_first(std::chrono::seconds::max()), 2u);
        EXPECT_EQ(size_of_first(std::chrono::years(300)), 2u);
    });
}

TEST_P(Times, AThrottleKeepsAnyPeriod) {
    run([] {
        const auto gap = [](auto period) {
            auto paced = generator<int>([](auto& yield) {
                             for (int i = 0;; ++i) yield(i);
                         }) |
                         adapt::throttle(period);
            paced.next();
            const auto first = clock::now();
            paced.next();
            return clock::now() - first;
        };
        EXPECT_EQ(gap(0.5s), 500ms);
        EXPECT_EQ(gap(duration<int, std::pico>(1)), 1ns);
        EXPECT_EQ(gap(std::chrono::days(1)), 24h);
        EXPECT_EQ(gap(std::chrono::hours::min()), 0ns);
    });
}

TEST_P(Times, AThrottleWithoutEndHoldsItsSecondItem) {
    run([] {
        async_generator<int> numbers([](auto& yield) {
            for (int i = 0;; ++i) yield(i);
        });
        auto paced = std::move(numbers) | adapt::throttle(std::chrono::seconds::max());
        EXPECT_EQ(paced.next(), 0);
        std::optional<int> second;
        EXPECT_EQ(paced.next_for(second, 24h), channel_status::timeout);
        paced.close();
    });
}

TEST_P(Times, NotANumberIsRefusedBeforeAnythingHappens) {
    run([] {
        const auto before = clock::now();
        EXPECT_THROW(this_fiber::sleep_for(k_nan), std::invalid_argument);
        const time_point<wall, duration<double>> never(k_nan);
        EXPECT_THROW(this_fiber::sleep_until(never), std::invalid_argument);
        EXPECT_EQ(clock::now(), before);
        channel<std::vector<int>> items(1);
        std::vector<int> item{1, 2, 3};
        EXPECT_THROW(static_cast<void>(items.push_for(std::move(item), k_nan)), std::invalid_argument);
        EXPECT_EQ(item.size(), 3u);
        EXPECT_EQ(items.size(), 0u);
    });
}

TEST(TimesInOptions, TakeAnyDuration) {
    options how;
    how.shutdown_timeout = 0.5s;
    how.blocked_after = std::chrono::years(300);
    EXPECT_EQ(how.shutdown_timeout.ticks(), 500ms);
    EXPECT_EQ(how.blocked_after, any_duration::max());
    EXPECT_THROW(how.shutdown_timeout = k_nan, std::invalid_argument);
    const testing::explore_options search{.time_limit = 1.5ms};
    EXPECT_EQ(search.time_limit.ticks(), 1500us);
    const testing::fiber_test_options test{.blocked_after = std::chrono::hours::max()};
    EXPECT_EQ(test.blocked_after, any_duration::max());
}

TEST(TimesInOptions, EndlessOnesAreNeverOver) {
    options how{.workers = 2,
                .debug = true,
                .blocked_after = std::chrono::seconds::max(),
                .shutdown_timeout = std::chrono::years(300)};
    how.time = time_source::virtual_time;
    testing::expect_clean({2},
                          [] {
                              const testing::no_blocking guard(std::chrono::hours::max());
                              this_fiber::sleep_for(1h);
                              EXPECT_EQ(guard.found(), 0u);
                          },
                          {.runtime = how, .blocked_after = std::chrono::hours::max()});
    const auto found =
        testing::explore([] { this_fiber::sleep_for(0.5s); }, {.runs = 20, .time_limit = std::chrono::hours::max()});
    EXPECT_EQ(found.runs, 20u);
    EXPECT_TRUE(found) << found.failure;
}

} // namespace
} // namespace weft::test
