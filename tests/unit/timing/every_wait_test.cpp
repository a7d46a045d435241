// SPDX-License-Identifier: BSL-1.0
// Every wait takes every kind of duration and time point, and ends neither too early nor too late: on a virtual clock,
// which stands at exactly the time of what happened last.
#include "every_wait.hpp"

#include <weft/testing/fiber_test.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <ratio>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::duration;
using std::chrono::hours;
using std::chrono::nanoseconds;
using std::chrono::time_point;
using steady = std::chrono::steady_clock;
using wall = std::chrono::system_clock;

/// A clock that is far behind and counts tenths of a second.
struct station_clock {
    using rep = std::int32_t;
    using period = std::deci;
    using duration = std::chrono::duration<rep, period>;
    using time_point = std::chrono::time_point<station_clock>;
    static constexpr bool is_steady = false;
    static time_point now() noexcept { return time_point(duration(-7)); }
};

using deciseconds = duration<std::int8_t, std::deci>;
using picoseconds = duration<std::uint64_t, std::pico>;
using thirds = duration<unsigned, std::ratio<1, 3>>;
using float_ms = duration<float, std::milli>;
using real_seconds = duration<long double>;
using some_length =
    std::variant<nanoseconds, hours, std::chrono::years, deciseconds, picoseconds, thirds, float_ms, real_seconds>;

using half_ticks = duration<std::int64_t, std::ratio<1, 2'000'000'000>>;
using some_deadline =
    std::variant<clock::time_point, time_point<clock, half_ticks>, time_point<steady, std::chrono::seconds>,
                 time_point<steady, duration<double>>, wall::time_point, time_point<wall, hours>,
                 time_point<wall, duration<double>>, station_clock::time_point>;

/// A wait whose type is forgotten, but not that of the times it is given.
class some_wait {
public:
    virtual ~some_wait() = default;
    virtual bool wait_for(const some_length& time) = 0;
    virtual bool wait_until(const some_deadline& time) = 0;
    virtual void complete() = 0;
};

template <class Wait>
class wait_of final : public some_wait {
public:
    bool wait_for(const some_length& time) override {
        return std::visit([this](auto each) { return wait_.wait_for(each); }, time);
    }
    bool wait_until(const some_deadline& time) override {
        return std::visit([this](auto each) { return wait_.wait_until(each); }, time);
    }
    void complete() override { wait_.complete(); }

private:
    Wait wait_;
};

struct kind {
    const char* name;
    std::unique_ptr<some_wait> (*make)();
};

template <class Wait>
kind kind_of(const char* name) {
    return {name, []() -> std::unique_ptr<some_wait> { return std::make_unique<wait_of<Wait>>(); }};
}

using use = std::function<bool(some_wait&)>;
use use_for(some_length time) {
    return [=](some_wait& each) { return each.wait_for(time); };
}
use use_until(some_deadline time) {
    return [=](some_wait& each) { return each.wait_until(time); };
}

/// How a wait of another fiber ended, and how long it took.
struct end {
    bool completed;
    nanoseconds took;
};

fiber<end> begin(some_wait& wait, const use& how) {
    return spawn([&wait, how] {
        const auto before = clock::now();
        const bool completed = how(wait);
        return end{completed, clock::now() - before};
    });
}

class EveryWait : public ::testing::TestWithParam<kind> {
protected:
    /// In a fiber: simulated, with one worker and with more.
    static void everywhere(const std::function<void()>& body) {
        for (const unsigned workers : {0u, 1u, 2u, 4u, 8u}) testing::expect_clean({workers}, body, {.schedules = 2});
    }

    /// Of a fresh wait, which nobody completes.
    static void lasts(const use& how, nanoseconds wanted) {
        const auto fresh = GetParam().make();
        const end got = begin(*fresh, how).join();
        fresh->complete();
        EXPECT_FALSE(got.completed);
        EXPECT_EQ(got.took, wanted);
    }

    /// Of one that is completed after an hour.
    static void lasts_for_ever(const use& how) {
        const auto fresh = GetParam().make();
        auto waiter = begin(*fresh, how);
        this_fiber::sleep_for(1h);
        fresh->complete();
        const end got = waiter.join();
        EXPECT_TRUE(got.completed);
        EXPECT_EQ(got.took, 1h);
    }

    static void refuses(const use& how) {
        const auto fresh = GetParam().make();
        EXPECT_THROW(static_cast<void>(how(*fresh)), std::invalid_argument);
        fresh->complete();
    }
};

TEST_P(EveryWait, LastsAsLongAsItWasTold) {
    everywhere([] {
        lasts(use_for(nanoseconds(5)), 5ns);
        lasts(use_for(24h), 24h);
        lasts(use_for(0.5s), 500ms);
        lasts(use_for(float_ms(1.5F)), 1500us);
        lasts(use_for(float_ms(1e-7F)), 1ns);
        lasts(use_for(deciseconds(std::int8_t{3})), 300ms);
        lasts(use_for(picoseconds(1'001u)), 2ns);
        lasts(use_for(thirds(1u)), 333'333'334ns);
    });
}

TEST_P(EveryWait, EndsWhenItsDeadlineHasCome) {
    everywhere([] {
        const auto second = [] { return std::chrono::ceil<std::chrono::seconds>(clock::now()) + 1s; };
        const auto until = [](some_deadline time, clock::time_point wanted) {
            lasts(use_until(time), wanted - clock::now());
        };
        until(clock::now() + 5ms, clock::now() + 5ms);
        const auto now = clock::now();
        until(time_point<clock, half_ticks>(half_ticks(now.time_since_epoch()) + half_ticks(3)), now + 2ns);
        until(time_point<steady, std::chrono::seconds>(second()), second());
        until(time_point<steady, duration<double>>(second()), second());
        until(station_clock::now() + station_clock::duration(5), clock::now() + 500ms);
    });
}

TEST_P(EveryWait, LastsForEverWhenToldToWaitBeyondTheEndOfTheClock) {
    everywhere([] {
        lasts_for_ever(use_for(nanoseconds::max()));
        lasts_for_ever(use_for(hours::max()));
        lasts_for_ever(use_for(std::chrono::years(300)));
        lasts_for_ever(use_for(float_ms::max()));
        lasts_for_ever(use_for(real_seconds(std::numeric_limits<double>::infinity())));
        lasts_for_ever(use_until(clock::time_point::max()));
        lasts_for_ever(use_until(time_point<steady, std::chrono::seconds>::max()));
        lasts_for_ever(use_until(time_point<steady, duration<double>>::max()));
        lasts_for_ever(use_until(wall::time_point::max()));
        lasts_for_ever(use_until(time_point<wall, hours>::max()));
        lasts_for_ever(use_until(time_point<wall, duration<double>>::max()));
    });
}

TEST_P(EveryWait, IsOverAtOnceWhenItsTimeIsPast) {
    everywhere([] {
        lasts(use_for(0ns), 0ns);
        lasts(use_for(nanoseconds::min()), 0ns);
        lasts(use_for(hours::min()), 0ns);
        lasts(use_for(deciseconds::min()), 0ns);
        lasts(use_for(-0.5s), 0ns);
        lasts(use_for(real_seconds(-std::numeric_limits<double>::infinity())), 0ns);
        lasts(use_until(clock::time_point::min()), 0ns);
        lasts(use_until(time_point<steady, std::chrono::seconds>::min()), 0ns);
        lasts(use_until(time_point<steady, duration<double>>::min()), 0ns);
        lasts(use_until(wall::time_point()), 0ns); // 1970
        lasts(use_until(time_point<wall, hours>::min()), 0ns);
        lasts(use_until(station_clock::now()), 0ns);
        lasts(use_until(station_clock::time_point::min()), 0ns);
    });
}

TEST_P(EveryWait, RefusesATimeThatIsNotANumber) {
    everywhere([] {
        constexpr duration<double> nan(std::numeric_limits<double>::quiet_NaN());
        refuses(use_for(real_seconds(nan)));
        refuses(use_for(float_ms(nan)));
        refuses(use_until(time_point<steady, duration<double>>(nan)));
        refuses(use_until(time_point<wall, duration<double>>(nan)));
    });
}

const std::vector<kind>& kinds() {
    static const std::vector<kind> all{
        kind_of<locking<timed_mutex>>("TimedMutex"),
        kind_of<locking<recursive_timed_mutex>>("RecursiveTimedMutex"),
        kind_of<locking<shared_timed_mutex>>("SharedTimedMutex"),
        kind_of<locking_shared>("SharedTimedMutexShared"),
        kind_of<guarding>("GuardsOfStd"),
        kind_of<notified>("ConditionVariable"),
        kind_of<notified_that<condition_variable>>("ConditionVariableThat"),
        kind_of<notified_any>("ConditionVariableAny"),
        kind_of<notified_that<condition_variable_any>>("ConditionVariableAnyThat"),
        kind_of<notified_or_stopped>("ConditionVariableAnyOrStop"),
        kind_of<acquiring<counting_semaphore<>>>("CountingSemaphore"),
        kind_of<acquiring<bounded_semaphore>>("BoundedSemaphore"),
        kind_of<event_set>("Event"),
        kind_of<latched>("Latch"),
        kind_of<group_done>("WaitGroup"),
        kind_of<promised<future<int>>>("Future"),
        kind_of<promised<shared_future<int>>>("SharedFuture"),
        kind_of<popping<int>>("ChannelPop"),
        kind_of<popping<std::optional<int>>>("ChannelPopOptional"),
        kind_of<pushing>("ChannelPush"),
        kind_of<receiving>("Receiver"),
        kind_of<sending>("Sender"),
        kind_of<getting<queue<int>>>("QueueGet"),
        kind_of<getting<priority_queue<int>>>("PriorityQueueGet"),
        kind_of<putting>("QueuePut"),
        kind_of<joining_queue>("QueueJoin"),
        kind_of<subscribed>("Subscription"),
        kind_of<broadcasting>("Broadcast"),
        kind_of<generating>("AsyncGenerator"),
        kind_of<selecting>("Select"),
        kind_of<low_level>("Waiter"),
    };
    return all;
}

INSTANTIATE_TEST_SUITE_P(Waits, EveryWait, ::testing::ValuesIn(kinds()),
                         [](const ::testing::TestParamInfo<kind>& each) { return std::string(each.param.name); });

} // namespace
} // namespace weft::test
