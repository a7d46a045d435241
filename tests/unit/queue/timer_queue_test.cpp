// SPDX-License-Identifier: BSL-1.0
#include "queue/timer_queue.hpp"
#include "support/seed.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <vector>

namespace weft::detail {
namespace {

using namespace std::chrono_literals;

struct test_timer final : timer_node {
    explicit test_timer(time_point deadline) : timer_node(deadline) {}
};

time_point at(std::chrono::nanoseconds since) { return time_point(since); }

/// Fires what is due and returns it in order.
std::vector<const timer_node*> fire_all(timer_queue& timers, time_point now) {
    std::vector<const timer_node*> fired;
    while (timers.fire_one(now, [&](timer_node& due) { fired.push_back(&due); })) {}
    return fired;
}

/// Deadlines of every size: within a tick, within each level of the wheel, beyond.
std::chrono::nanoseconds some_distance(std::mt19937_64& random) {
    const unsigned bits = static_cast<unsigned>(random() % 50);
    return std::chrono::nanoseconds(static_cast<std::int64_t>(random() & ((std::uint64_t{1} << bits) - 1)));
}

TEST(TimerQueue, AgreesWithAMultimap) {
    std::mt19937_64 random(test::seed_of_test());
    timer_queue timers;
    // Equal deadlines stay in the order of their insertion.
    std::multimap<time_point, std::unique_ptr<test_timer>> oracle;
    time_point now = at(std::chrono::hours(1));
    for (int step = 0; step < 200'000; ++step) {
        const auto what = random() % 10;
        if (what < 5) {
            auto fresh = std::make_unique<test_timer>(now + some_distance(random));
            timers.add(*fresh);
            oracle.emplace(fresh->deadline(), std::move(fresh));
        } else if (what < 7 && !oracle.empty()) {
            const auto most = static_cast<std::ptrdiff_t>(oracle.size() < 30 ? oracle.size() : 30);
            const auto victim = std::next(oracle.begin(), static_cast<std::ptrdiff_t>(random() & 0xff) % most);
            victim->second->cancel();
            oracle.erase(victim);
        } else {
            now += what == 7 ? some_distance(random) / 64
                             : std::chrono::nanoseconds(static_cast<std::int64_t>(random() % 100'000));
            for (const timer_node* const fired : fire_all(timers, now)) {
                ASSERT_FALSE(oracle.empty());
                ASSERT_EQ(fired, oracle.begin()->second.get());
                ASSERT_LE(fired->deadline(), now);
                oracle.erase(oracle.begin());
            }
            ASSERT_TRUE(oracle.empty() || oracle.begin()->first > now) << "a timer that is due did not fire";
        }
        ASSERT_LE(timers.earliest(), oracle.empty() ? timer_queue::k_never : oracle.begin()->first);
        ASSERT_EQ(timers.earliest() == timer_queue::k_never, oracle.empty());
    }
    for (const auto& [deadline, timer] : oracle) timer->cancel();
}

TEST(TimerQueue, FiresTimersOfOneDeadlineInTheOrderTheyWereAdded) {
    timer_queue timers;
    std::vector<std::unique_ptr<test_timer>> all;
    for (int i = 0; i < 1000; ++i) {
        all.push_back(std::make_unique<test_timer>(at(3s)));
        timers.add(*all.back());
    }
    const auto fired = fire_all(timers, at(3s));
    ASSERT_EQ(fired.size(), all.size());
    for (std::size_t i = 0; i < all.size(); ++i) ASSERT_EQ(fired[i], all[i].get());
}

TEST(TimerQueue, FollowingEarliestReachesEachDeadlineExactly) {
    timer_queue timers;
    test_timer one(at(24h + 1ns));
    timers.add(one);
    int looks = 0;
    time_point now = at(0ns);
    while (fire_all(timers, now).empty()) {
        ASSERT_LE(timers.earliest(), one.deadline());
        ASSERT_GT(timers.earliest(), now) << "a clock that follows earliest() must move";
        now = timers.earliest();
        ++looks;
    }
    EXPECT_EQ(now, one.deadline());
    EXPECT_LE(looks, 10) << "one look for each level of the wheel, and one for the deadline";
}

TEST(TimerQueue, NeverFiresATimerWithoutEnd) {
    timer_queue timers;
    test_timer endless(timer_queue::k_never);
    timers.add(endless);
    EXPECT_EQ(timers.earliest(), timer_queue::k_never);
    EXPECT_TRUE(fire_all(timers, timer_queue::k_never).empty());
    endless.cancel();
}

TEST(TimerQueue, FiresTheLatestDeadlineThereIs) {
    timer_queue timers;
    test_timer last(timer_queue::k_never - 1ns);
    timers.add(last);
    EXPECT_EQ(fire_all(timers, timer_queue::k_never - 1ns).size(), 1u);
}

TEST(TimerQueue, CancelAfterFiringDoesNothing) {
    timer_queue timers;
    test_timer timer(at(1s));
    timers.add(timer);
    EXPECT_EQ(fire_all(timers, at(1s)).size(), 1u);
    timer.cancel();
    EXPECT_EQ(timers.earliest(), timer_queue::k_never);
}

TEST(TimerQueue, TakesDeadlinesOfThePast) {
    timer_queue timers;
    EXPECT_TRUE(fire_all(timers, at(1h)).empty());
    test_timer past(at(1s));
    test_timer negative(at(-1s));
    timers.add(past);
    timers.add(negative);
    const auto fired = fire_all(timers, at(1h));
    ASSERT_EQ(fired.size(), 2u);
    EXPECT_EQ(fired[0], &negative);
}

} // namespace
} // namespace weft::detail
