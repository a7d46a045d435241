// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class Select : public OverWorkers {};
class SelectBesideThreads : public OverWorkersBesideThreads {};

TEST_P(Select, DoesTheCaseThatIsReadyAndReturnsItsIndex) {
    run([] {
        channel<int> empty(1), full(1);
        full.push(7);
        int got = 0;
        const auto chosen =
            weft::select(on_pop(empty), on_pop(full, [&](std::optional<int> item) { got = *item; }), on_push(full, 9));
        EXPECT_EQ(chosen, 1u);
        EXPECT_EQ(got, 7);
        EXPECT_EQ(full.size(), 0u);
        EXPECT_EQ(weft::select(on_pop(empty), on_push(full, 9)), 1u);
        EXPECT_EQ(full.pop(), 9);
    });
}

TEST_P(Select, WaitsUntilOneCaseIsReady) {
    run([] {
        channel<int> left(0), right(1);
        auto helper = spawn([&] {
            this_fiber::sleep_for(1ms);
            right.push(1);
            left.push(2);
        });
        int got = 0;
        const auto keep = [&](std::optional<int> item) { got = *item; };
        EXPECT_EQ(weft::select(on_pop(left, keep), on_pop(right, keep)), 1u);
        EXPECT_EQ(got, 1);
        EXPECT_EQ(weft::select(on_pop(left, keep), on_pop(right, keep)), 0u);
        EXPECT_EQ(got, 2);
        helper.join();
    });
}

TEST_P(Select, ACaseMayBeUsedAgain) {
    run([] {
        channel<int> numbers(2);
        numbers.push(1);
        numbers.push(2);
        numbers.close();
        std::vector<int> got;
        bool is_over = false;
        auto next = on_pop(numbers, [&](std::optional<int> item) {
            if (item) got.push_back(*item);
            is_over = !item;
        });
        for (int turn = 0; turn < 3; ++turn) weft::select(next);
        EXPECT_EQ(got, (std::vector{1, 2}));
        EXPECT_TRUE(is_over);
    });
}

TEST_P(Select, LosersHaveNoEffect) {
    run([] {
        channel<std::unique_ptr<int>> items(1), other(0);
        channel<int> numbers(2);
        numbers.push(1);
        auto item = std::make_unique<int>(5);
        EXPECT_EQ(select_ordered(on_pop(numbers), on_push(items, std::move(item))), 0u);
        ASSERT_NE(item, nullptr);
        EXPECT_EQ(items.size(), 0u);
        EXPECT_EQ(weft::select(on_pop(other), on_push(other, std::move(item)), after(1ms)), 2u);
        ASSERT_NE(item, nullptr);
        std::unique_ptr<int> got;
        EXPECT_EQ(other.try_push(std::move(item)), channel_status::full); // nobody waits there any more
        EXPECT_EQ(other.try_pop(got), channel_status::empty);
    });
}

TEST_P(Select, CopiesAnItemThatIsNotGivenAway) {
    run([] {
        channel<std::shared_ptr<int>> items(1);
        const auto item = std::make_shared<int>(1);
        EXPECT_EQ(weft::select(on_push(items, item)), 0u);
        EXPECT_EQ(item.use_count(), 2);
    });
}

TEST_P(Select, TheOtherwiseCaseIsForWhenNothingIsReady) {
    run([] {
        channel<int> numbers(1);
        bool idle = false;
        EXPECT_EQ(weft::select(on_pop(numbers), otherwise([&] { idle = true; })), 1u);
        EXPECT_TRUE(idle);
        numbers.push(1);
        EXPECT_EQ(weft::select(otherwise(), on_pop(numbers)), 1u);
    });
}

TEST_P(Select, TheEarliestTimeoutEndsIt) {
    run([] {
        channel<int> numbers(0);
        const auto begun = clock::now();
        EXPECT_EQ(weft::select(on_pop(numbers), after(1h), after(3ms), at(clock::now() + 1min)), 2u);
        EXPECT_GE(clock::now() - begun, 3ms);
        EXPECT_EQ(weft::select(on_pop(numbers), after(-1s)), 1u);
        EXPECT_EQ(weft::select(after(1ms)), 0u);
    });
}

/// Virtual time passes only while everybody sleeps: who spins would stay in the first hour for ever.
TEST_P(Select, SleepsWhileItWaits) {
    run([] {
        channel<int> never(0);
        event quiet;
        const auto begun = clock::now();
        EXPECT_EQ(weft::select(on_pop(never), on_push(never, 1), on_event(quiet), after(24h)), 3u);
        EXPECT_GE(clock::now() - begun, 24h);
    });
}

TEST_P(Select, AClosedChannelIsReady) {
    run([] {
        channel<int> numbers(1);
        bool empty = false;
        auto closer = spawn([&] {
            this_fiber::sleep_for(1ms);
            numbers.close();
        });
        EXPECT_EQ(weft::select(on_pop(numbers, [&](std::optional<int> item) { empty = !item; }), after(1h)), 0u);
        EXPECT_TRUE(empty);
        EXPECT_EQ(weft::select(on_pop(numbers), after(1h)), 0u);
        EXPECT_THROW(weft::select(on_push(numbers, 1), after(1h)), channel_closed);
        closer.join();
    });
}

TEST_P(Select, APushThatWaitedThrowsWhenTheChannelCloses) {
    run([] {
        channel<int> numbers(0);
        auto pusher = spawn([&] { weft::select(on_push(numbers, 1), after(1h)); });
        this_fiber::sleep_for(1ms);
        numbers.close();
        EXPECT_THROW(pusher.join(), channel_closed);
    });
}

TEST_P(Select, WaitsForTheEndOfAFiber) {
    run([] {
        channel<int> never(0);
        auto slow = spawn([] { this_fiber::sleep_for(2ms); });
        auto quick = spawn([] {
            this_fiber::sleep_for(1ms);
            return 42;
        });
        EXPECT_EQ(weft::select(on_pop(never), on_join(slow), on_join(quick)), 2u);
        EXPECT_TRUE(quick.done());
        EXPECT_EQ(quick.join(), 42);
        EXPECT_EQ(weft::select(on_join(slow), after(1h)), 0u);
        slow.join();
    });
}

TEST_P(Select, AFiberWatchedInVainIsJoinedOrDetachedAsEver) {
    run([] {
        for (int round = 0; round < 200; ++round) {
            auto joined = spawn([] { this_fiber::yield(); });
            auto detached = spawn([] { this_fiber::yield(); });
            weft::select(on_join(joined), on_join(detached), otherwise());
            weft::select(on_join(detached), otherwise());
            joined.join();
            while (!detached.done()) this_fiber::yield();
            detached.detach();
        }
    });
}

TEST_P(Select, WaitsForAnEvent) {
    run([] {
        event ready;
        channel<int> never(0);
        auto setter = spawn([&] {
            this_fiber::sleep_for(1ms);
            ready.set();
        });
        bool seen = false;
        EXPECT_EQ(weft::select(on_pop(never), on_event(ready, [&] { seen = true; })), 1u);
        EXPECT_TRUE(seen);
        EXPECT_EQ(weft::select(on_pop(never), on_event(ready)), 1u);
        setter.join();
    });
}

TEST_P(Select, EndsWhenAStopIsRequested) {
    run([] {
        channel<int> never(0);
        std::stop_source source;
        auto stopper = spawn([&] {
            this_fiber::sleep_for(1ms);
            source.request_stop();
        });
        bool stopped = false;
        EXPECT_EQ(weft::select(on_pop(never), on_stop(source.get_token(), [&] { stopped = true; })), 1u);
        EXPECT_TRUE(stopped);
        EXPECT_EQ(weft::select(on_pop(never), on_stop(source.get_token())), 1u);
        stopper.join();
    });
}

/// Never happens, and counts who watches it.
struct watched_case final : lowlevel::select_case {
    int& watchers;
    explicit watched_case(int& count) : watchers(count) {}
    answer look() noexcept override { return answer::no; }
    void watch(lowlevel::waiter&) noexcept override { ++watchers; }
    void unwatch() noexcept override { --watchers; }
    void run() {}
};

TEST_P(Select, WatchesNothingAnyMoreWhenTheHandlerRuns) {
    run([] {
        event ready;
        auto setter = spawn([&] {
            this_fiber::sleep_for(1ms);
            ready.set();
        });
        int watchers = 0, left = -1;
        weft::select(watched_case(watchers), on_event(ready, [&] { left = watchers; }));
        EXPECT_EQ(left, 0);
        setter.join();
    });
}

TEST_P(Select, AStopThatComesAfterTheChoiceChangesNothing) {
    run([] {
        std::stop_source source;
        event ready;
        auto setter = spawn([&] {
            this_fiber::sleep_for(1ms);
            ready.set();
        });
        bool stopped = false;
        auto stop = on_stop(source.get_token(), [&] { stopped = true; });
        EXPECT_EQ(weft::select(stop, on_event(ready, [&] { source.request_stop(); })), 1u);
        setter.join();
        EXPECT_FALSE(stopped);
        EXPECT_EQ(weft::select(stop), 0u);
        EXPECT_TRUE(stopped);
    });
}

TEST_P(Select, ACaseMayBeLeftOut) {
    run([] {
        channel<int> numbers(1);
        numbers.push(1);
        EXPECT_EQ(weft::select(when(false, on_pop(numbers)), when(true, after(1ms))), 1u);
        EXPECT_EQ(numbers.size(), 1u);
    });
}

TEST_P(Select, ACaseThatIsLeftOutDoesNotGetTheEndOfItsChannel) {
    run([] {
        channel<int> numbers(0);
        auto closer = spawn([&] {
            this_fiber::sleep_for(1ms); // the select waits now
            numbers.close();
        });
        bool is_called = false, is_over = false;
        EXPECT_EQ(select_ordered(when(false, on_pop(numbers, [&](const std::optional<int>&) { is_called = true; })),
                                 on_pop(numbers, [&](const std::optional<int>& item) { is_over = !item.has_value(); })),
                  1u);
        EXPECT_FALSE(is_called);
        EXPECT_TRUE(is_over);
        closer.join();
    });
}

TEST_P(Select, ATimeThatIsLeftOutNeverComes) {
    run([] {
        channel<int> numbers(1);
        auto pusher = spawn([&] {
            this_fiber::sleep_for(1h);
            numbers.push(1);
        });
        bool is_called = false;
        EXPECT_EQ(weft::select(when(false, after(1ms, [&] { is_called = true; })), on_pop(numbers)), 1u);
        EXPECT_FALSE(is_called);
        pusher.join();
    });
}

TEST_P(Select, ADeadlineThatIsNowHasCome) {
    run([] {
        channel<int> numbers(1);
        EXPECT_EQ(select_ordered(on_pop(numbers), at(clock::now()), otherwise()), 1u);
    });
}

TEST_P(Select, OfNothingIsRefused) {
    run([] {
        channel<int> numbers(1);
        EXPECT_THROW(weft::select(when(false, on_pop(numbers))), std::invalid_argument);
    });
}

TEST_P(Select, OrderedTakesTheFirstThatIsReady) {
    run([] {
        channel<int> first(64), second(64);
        for (int i = 0; i < 50; ++i) {
            first.push(1);
            second.push(2);
        }
        for (int i = 0; i < 50; ++i) EXPECT_EQ(select_ordered(on_pop(first), on_pop(second)), 0u);
        for (int i = 0; i < 50; ++i) EXPECT_EQ(select_ordered(on_pop(first), on_pop(second)), 1u);
    });
}

TEST_P(Select, ExceptionsOfHandlersReachTheCaller) {
    run([] {
        channel<int> numbers(1);
        numbers.push(1);
        EXPECT_THROW(weft::select(on_pop(numbers, [](const std::optional<int>&) { throw std::runtime_error("no"); })),
                     std::runtime_error);
        EXPECT_EQ(numbers.size(), 0u);
    });
}

TEST_P(Select, PushesIntoAnUnboundedChannel) {
    run([] {
        channel<int> numbers(unbounded);
        for (int i = 0; i < 1000; ++i) EXPECT_EQ(weft::select(on_push(numbers, i), after(1h)), 0u);
        for (int i = 0; i < 1000; ++i) EXPECT_EQ(numbers.pop(), i);
    });
}

TEST_P(Select, NeverMeetsItself) {
    run([] {
        channel<int> numbers(0);
        EXPECT_EQ(weft::select(on_pop(numbers), on_push(numbers, 1), after(1ms)), 2u);
        EXPECT_EQ(weft::select(on_push(numbers, 1), on_pop(numbers), otherwise()), 2u);
    });
}

TEST_P(Select, TwoOfThemMeetInOneChannelInEitherDirection) {
    run([] {
        channel<int> numbers(0);
        int pushed = 0, popped = 0;
        const auto both = [&](int index) {
            return weft::select(on_pop(numbers, [&](std::optional<int> item) { popped += *item; }),
                                on_push(numbers, int(index)));
        };
        for (int round = 0; round < 100; ++round) {
            auto one = spawn([&] { return both(1); });
            auto two = spawn([&] { return both(2); });
            const auto how_one = one.join(), how_two = two.join();
            EXPECT_NE(how_one, how_two); // one popped, the other pushed
            pushed += how_one == 1 ? 1 : 2;
        }
        EXPECT_EQ(pushed, popped);
    });
}

TEST_P(Select, CyclesOfThemGoRound) {
    run([] {
        constexpr int k_count = 3;
        channel<int> ring[k_count] = {channel<int>(0), channel<int>(0), channel<int>(0)};
        int received[k_count] = {};
        std::vector<fiber<void>> members;
        for (int i = 0; i < k_count; ++i)
            members.push_back(spawn([&, i] {
                int to_send = 50, to_get = 50;
                while (to_send + to_get > 0)
                    weft::select(when(to_send > 0, on_push(ring[i], 1, [&] { --to_send; })),
                                 when(to_get > 0, on_pop(ring[(i + 1) % k_count], [&](std::optional<int> item) {
                                          received[i] += *item;
                                          --to_get;
                                      })));
            }));
        for (auto& each : members) each.join();
        for (const int each : received) EXPECT_EQ(each, 50);
    });
}

TEST_P(SelectBesideThreads, WorksOnPlainThreads) {
    run([] {
        channel<int> there(0), back(0);
        std::jthread thread([&](const std::stop_token& stop) {
            for (bool over = false; !over;)
                weft::select(on_pop(there, [&](std::optional<int> item) { back.push(*item + 1); }),
                             on_stop(stop, [&] { over = true; }));
        });
        for (int i = 0; i < 100; ++i) {
            EXPECT_EQ(weft::select(on_push(there, i)), 0u);
            EXPECT_EQ(back.pop(), i + 1);
        }
    });
}

WEFT_OVER_WORKERS(Select);
WEFT_OVER_REAL_WORKERS(SelectBesideThreads);

} // namespace
} // namespace weft::test
