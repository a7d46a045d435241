// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"
#include "unit/cancel/nap.hpp"

#include <weft/as_completed.hpp>
#include <weft/gather.hpp>
#include <weft/race.hpp>
#include <weft/wait_any.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <ranges>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class Gather : public OverWorkers {};
class GatherBesideThreads : public OverWorkersBesideThreads {};

auto after(std::chrono::milliseconds pause, auto value) {
    return [=] {
        this_fiber::sleep_for(pause);
        return value;
    };
}

auto failing_after(std::chrono::milliseconds pause, const char* text) {
    return [=]() -> int {
        this_fiber::sleep_for(pause);
        throw std::runtime_error(text);
    };
}

/// Naps, and counts when that is cut off.
auto counting_nap(std::atomic<int>& cut) {
    return [&cut] {
        try {
            nap();
        } catch (const cancelled&) {
            ++cut;
            throw;
        }
        return 0;
    };
}

template <class Fn>
std::string error_of(Fn&& fn) {
    try {
        fn();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "";
}

// --- callables ------------------------------------------------------------------------------------------------------

TEST_P(Gather, GivesTheValuesInTheOrderOfTheArguments) {
    run([] {
        auto [late, early, moved, nothing] =
            gather(after(3ms, 1), [] { return std::string("x"); }, [] { return std::make_unique<int>(4); }, [] {});
        EXPECT_EQ(late, 1);
        EXPECT_EQ(early, "x");
        EXPECT_EQ(*moved, 4);
        static_assert(std::is_same_v<decltype(nothing), std::monostate>);
    });
}

TEST_P(Gather, GivesReferences) {
    run([] {
        int there = 1;
        const std::tuple<int&, int> both = gather([&]() -> int& { return there; }, [] { return 2; });
        EXPECT_EQ(&std::get<0>(both), &there);
    });
}

TEST_P(Gather, OfNothingButVoidsGivesNothing) {
    run([] {
        static_assert(std::is_void_v<decltype(gather([] {}, [] {}))>);
        std::atomic<int> ran{0};
        gather([&] { ++ran; }, [&] { ++ran; });
        EXPECT_EQ(ran, 2);
    });
}

TEST_P(Gather, OfNothingGivesNothing) {
    run([] {
        EXPECT_EQ(gather(), std::tuple<>());
        EXPECT_TRUE(gather(std::vector<std::function<int()>>()).empty());
        EXPECT_TRUE(gather(std::vector<int>(), [](int each) { return each; }).empty());
        std::vector<fiber<int>> none;
        EXPECT_TRUE(gather(none).empty());
        EXPECT_EQ(gather_settled(), std::tuple<>());
    });
}

TEST_P(Gather, TheFirstErrorCancelsTheOthersAndIsThrownAlone) {
    run([] {
        std::atomic<int> cut{0};
        EXPECT_EQ(error_of(
                      [&] { gather(counting_nap(cut), failing_after(1ms, "first"), failing_after(2ms, "second")); }),
                  "first");
        EXPECT_EQ(cut, 1);
    });
}

TEST_P(Gather, CancellingItCancelsAll) {
    run([] {
        std::atomic<int> cut{0};
        EXPECT_TRUE(move_on_after(1ms, [&] { gather(counting_nap(cut), counting_nap(cut)); }));
        EXPECT_TRUE(
            move_on_after(1ms, [&] { static_cast<void>(gather_settled(counting_nap(cut), counting_nap(cut))); }));
        EXPECT_TRUE(move_on_after(1ms, [&] { race(counting_nap(cut), counting_nap(cut)); }));
        EXPECT_EQ(cut, 6);
    });
}

TEST_P(Gather, RunsAChildForEachElement) {
    run([] {
        std::vector<int> numbers(100);
        for (int i = 0; i < 100; ++i) numbers[static_cast<std::size_t>(i)] = i;
        const std::vector<int> squares = gather(numbers, [](int each) {
            if (each % 7 == 0) this_fiber::yield();
            return each * each;
        });
        ASSERT_EQ(squares.size(), 100u);
        for (int i = 0; i < 100; ++i) EXPECT_EQ(squares[static_cast<std::size_t>(i)], i * i);
    });
}

TEST_P(Gather, AnElementIsReferredToOrCopied) {
    run([] {
        std::vector<int> numbers{1, 2, 3};
        gather(numbers, [](int& each) { ++each; });
        EXPECT_EQ(numbers, (std::vector<int>{2, 3, 4}));

        std::istringstream text("5 6 7");
        const auto copied = gather(std::views::istream<int>(text), [](int each) {
            this_fiber::yield();
            return each;
        });
        EXPECT_EQ(copied, (std::vector<int>{5, 6, 7})) << "the stream has one place for all";

        const auto moved =
            gather(std::views::iota(0, 3) | std::views::transform([](int i) { return std::make_unique<int>(i); }),
                   [](std::unique_ptr<int> each) { return *each; });
        EXPECT_EQ(moved, (std::vector<int>{0, 1, 2}));
    });
}

TEST_P(Gather, TakesARangeOfCallables) {
    run([] {
        std::vector<std::function<int()>> calls{after(2ms, 1), after(1ms, 2)};
        EXPECT_EQ(gather(calls), (std::vector<int>{1, 2}));
        std::vector<std::function<void()>> voids(3, [] {});
        static_assert(std::is_void_v<decltype(gather(voids))>);
        gather(voids);
    });
}

TEST_P(Gather, KeepsItsLimit) {
    run([] {
        std::atomic<int> now{0};
        std::atomic<int> most{0};
        gather({.limit = 2}, std::views::iota(0, 8), [&](int) {
            const int here = ++now;
            int seen = most;
            while (seen < here && !most.compare_exchange_weak(seen, here)) {}
            this_fiber::sleep_for(1ms);
            --now;
        });
        EXPECT_EQ(most, 2);
    });
}

TEST_P(Gather, ThrowsTimeoutErrorAtItsDeadline) {
    run([] {
        std::atomic<int> begun{0};
        EXPECT_THROW(gather({.limit = 1, .deadline = clock::now() + 5ms}, std::views::iota(0, 4),
                            [&](int) {
                                ++begun;
                                nap();
                            }),
                     timeout_error);
        EXPECT_EQ(begun, 1) << "what was not begun never is";
    });
}

TEST_P(Gather, SettledTurnsErrorsIntoElements) {
    run([] {
        auto [good, bad, nothing] = gather_settled(after(1ms, 1), failing_after(1ms, "bad"), [] {});
        EXPECT_EQ(good.value(), 1);
        EXPECT_TRUE(good.error() == nullptr);
        EXPECT_FALSE(bad);
        EXPECT_TRUE(bad.failed_with<std::runtime_error>());
        EXPECT_FALSE(bad.failed_with<std::logic_error>());
        EXPECT_EQ(bad.what(), "bad");
        EXPECT_TRUE(nothing);
    });
}

TEST_P(Gather, SettledTurnsWhatIsUnfinishedAtTheDeadlineIntoTimeouts) {
    run([] {
        const auto results =
            gather_settled({.limit = 2, .deadline = clock::now() + 5ms}, std::vector<int>{1, 60, 61, 62}, [](int each) {
                this_fiber::sleep_for(std::chrono::milliseconds(each));
                return each;
            });
        ASSERT_EQ(results.size(), 4u);
        EXPECT_EQ(*results[0], 1);
        for (std::size_t i = 1; i < 4; ++i) EXPECT_TRUE(results[i].failed_with<timeout_error>()) << i;
    });
}

// --- fibers
// -----------------------------------------------------------------------------------------------------------

TEST_P(Gather, OfFibersGivesTheirValues) {
    run([] {
        fiber<int> one = spawn(after(2ms, 1));
        fiber<void> two = spawn([] {});
        auto [value, nothing] = gather(one, two);
        EXPECT_EQ(value, 1);
        EXPECT_FALSE(one.joinable());
        std::vector<fiber<int>> some;
        for (int i = 0; i < 10; ++i) some.push_back(spawn(after(std::chrono::milliseconds(10 - i), i)));
        EXPECT_EQ(gather(some), (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    });
}

TEST_P(Gather, OfFibersThrowsTheFirstErrorAtOnceAndTheOthersGoOn) {
    run([] {
        fiber<int> slow = spawn(after(1s, 1));
        fiber<int> bad = spawn(failing_after(5ms, "bad"));
        const auto begun = clock::now();
        EXPECT_EQ(error_of([&] { gather(slow, bad); }), "bad");
        EXPECT_LT(clock::now() - begun, 1s);
        EXPECT_TRUE(slow.joinable()) << "its handle stays the caller's";
        EXPECT_EQ(slow.join(), 1);
    });
}

TEST_P(Gather, OfFibersCancelsThemWhenItIsCancelled) {
    run([] {
        std::atomic<int> cut{0};
        std::vector<fiber<int>> some;
        for (int i = 0; i < 6; ++i) some.push_back(spawn(counting_nap(cut)));
        EXPECT_TRUE(move_on_after(1ms, [&] { gather(some); }));
        for (auto& each : some) EXPECT_THROW(each.join(), fiber_cancelled);
        EXPECT_EQ(cut, 6);
    });
}

TEST_P(Gather, SettledOfFibersTellsWhoWasCancelled) {
    run([] {
        fiber<int> one = spawn(after(1ms, 1));
        fiber<int> other = spawn([] {
            nap();
            return 2;
        });
        other.cancel();
        auto [first, second] = gather_settled(one, other);
        EXPECT_EQ(*first, 1);
        EXPECT_TRUE(second.was_cancelled());
        EXPECT_FALSE(first.was_cancelled());
        std::vector<fiber<void>> some;
        some.push_back(spawn([] { throw std::runtime_error("x"); }));
        EXPECT_EQ(gather_settled(some)[0].what(), "x");
    });
}

// --- race -----------------------------------------------------------------------------------------------------------

TEST_P(Gather, RaceGivesTheFirstSuccessAndCancelsTheOthers) {
    run([] {
        std::atomic<int> cut{0};
        EXPECT_EQ(race(failing_after(1ms, "no"), after(5ms, 7), counting_nap(cut)), 7);
        EXPECT_EQ(cut, 1);
        const std::variant<int, std::string> either = race(after(5ms, 1), after(1ms, std::string("first")));
        EXPECT_EQ(std::get<std::string>(either), "first");
        race([] {}, [] { nap(); });
        EXPECT_EQ(*race([] { return std::make_unique<int>(3); }), 3);
    });
}

TEST_P(Gather, RaceThrowsAllErrorsWhenNoneSucceeds) {
    run([] {
        try {
            race(failing_after(2ms, "later"), failing_after(1ms, "sooner"));
            ADD_FAILURE() << "nobody has won";
        } catch (const exception_group& errors) {
            ASSERT_EQ(errors.errors().size(), 2u);
            EXPECT_EQ(error_of([&] { std::rethrow_exception(errors.errors()[0]); }), "sooner");
        }
        EXPECT_THROW(race(std::vector<std::function<int()>>()), std::invalid_argument);
    });
}

TEST_P(Gather, RaceOverARange) {
    run([] {
        const int first = race(std::vector<int>{30, 10, 20}, [](int each) {
            this_fiber::sleep_for(std::chrono::milliseconds(each));
            return each;
        });
        EXPECT_EQ(first, 10);
        EXPECT_THROW(race({.deadline = clock::now() + 1ms}, std::vector<int>{1, 2}, [](int) { nap(); }), timeout_error);
        std::vector<std::function<int()>> calls{after(2ms, 1), after(1ms, 2)};
        EXPECT_EQ(race(calls), 2);
    });
}

TEST_P(Gather, RaceOfFibersJoinsTheLosers) {
    run([] {
        std::atomic<int> cut{0};
        fiber<int> slow = spawn(counting_nap(cut));
        fiber<int> bad = spawn(failing_after(1ms, "bad"));
        fiber<int> good = spawn(after(5ms, 5));
        EXPECT_EQ(race(slow, bad, good), 5);
        EXPECT_FALSE(slow.joinable());
        EXPECT_EQ(cut, 1);
        std::vector<fiber<int>> losers;
        losers.push_back(spawn(failing_after(2ms, "b")));
        losers.push_back(spawn(failing_after(1ms, "a")));
        try {
            race(losers);
            ADD_FAILURE() << "nobody has won";
        } catch (const exception_group& errors) {
            EXPECT_EQ(error_of([&] { std::rethrow_exception(errors.errors()[0]); }), "a");
        }
    });
}

// --- waits for several -----------------------------------------------------------------------------------------------

TEST_P(Gather, WaitAnyGivesTheIndexAndJoinsNone) {
    run([] {
        fiber<int> slow = spawn(after(1s, 1));
        fiber<void> quick = spawn([] { this_fiber::sleep_for(1ms); });
        EXPECT_EQ(wait_any(slow, quick), 1u);
        EXPECT_TRUE(quick.joinable());
        EXPECT_TRUE(quick.done());
        EXPECT_FALSE(slow.done());
        EXPECT_EQ(wait_any(slow, quick), 1u) << "again";
        wait_all(slow, quick);
        EXPECT_TRUE(slow.done());
        EXPECT_EQ(wait_any(slow, quick), 0u) << "the lowest of those that have ended";
        slow.join();
        quick.join();
    });
}

TEST_P(Gather, WaitAnyOfARange) {
    run([] {
        std::vector<fiber<int>> some;
        for (int i = 0; i < 20; ++i) some.push_back(spawn(after(std::chrono::milliseconds(i == 13 ? 1 : 100), i)));
        EXPECT_EQ(wait_any(some), 13u);
        wait_all(some);
        for (auto& each : some) EXPECT_TRUE(each.done());
        for (auto& each : some) each.join();
        std::vector<fiber<int>> none;
        EXPECT_THROW(wait_any(none), std::invalid_argument);
        wait_all(none);
    });
}

TEST_P(Gather, WaitAnyCanBeCancelledAndLeavesTheFibersAlone) {
    run([] {
        fiber<int> one = spawn(after(10ms, 1));
        fiber<int> other = spawn(after(20ms, 2));
        EXPECT_TRUE(move_on_after(1ms, [&] { wait_any(one, other); }));
        EXPECT_EQ(one.join(), 1);
        EXPECT_EQ(other.join(), 2);
    });
}

TEST_P(GatherBesideThreads, WaitAnyMayBeCalledByAPlainThread) {
    run([] {
        for (int i = 0; i < 10; ++i) {
            latch go(1);
            fiber<void> one = spawn([&] { go.wait(); });
            fiber<void> other = spawn([&] { go.wait(); });
            latch over(1);
            std::thread outside([&] {
                EXPECT_LE(wait_any(one, other), 1u);
                over.count_down();
            });
            go.count_down();
            over.wait();
            outside.join();
            one.join();
            other.join();
        }
    });
}

// --- as_completed ----------------------------------------------------------------------------------------------------

TEST_P(Gather, AsCompletedGivesFibersAsTheyEnd) {
    run([] {
        std::vector<fiber<int>> some;
        for (const int each : {30, 10, 20}) some.push_back(spawn(after(std::chrono::milliseconds(each), each)));
        std::vector<int> order;
        for (auto& [index, outcome] : as_completed(some)) {
            EXPECT_EQ(*outcome, index == 0 ? 30 : index == 1 ? 10 : 20);
            order.push_back(*outcome);
        }
        EXPECT_EQ(order, (std::vector<int>{10, 20, 30}));
    });
}

TEST_P(Gather, AsCompletedOfFibersLeavesTheRestToTheCaller) {
    run([] {
        std::vector<fiber<int>> some;
        for (const int each : {30, 10}) some.push_back(spawn(after(std::chrono::milliseconds(each), each)));
        for (auto& each : as_completed(some)) {
            EXPECT_EQ(each.index, 1u);
            break;
        }
        EXPECT_FALSE(some[1].joinable());
        EXPECT_EQ(some[0].join(), 30);
    });
}

TEST_P(Gather, AsCompletedOfCallsGivesValuesAndErrors) {
    run([] {
        std::vector<std::string> order;
        for (auto& [index, outcome] : as_completed(std::vector<int>{20, 10, 30}, [](int each) {
                 this_fiber::sleep_for(std::chrono::milliseconds(each));
                 if (each == 30) throw std::runtime_error("thirty");
                 return each;
             }))
            order.push_back(std::to_string(index) + (outcome ? std::to_string(*outcome) : outcome.what()));
        EXPECT_EQ(order, (std::vector<std::string>{"110", "020", "2thirty"}));
    });
}

TEST_P(Gather, AsCompletedOfCallsCancelsAndJoinsTheRest) {
    run([] {
        std::atomic<int> cut{0};
        std::vector<std::function<int()>> calls{after(1ms, 1), counting_nap(cut), counting_nap(cut)};
        for (auto& each : as_completed(calls)) {
            EXPECT_EQ(*each.outcome, 1);
            break;
        }
        EXPECT_EQ(cut, 2);
        EXPECT_TRUE(move_on_after(1ms, [&] {
            for (auto& each : as_completed(std::vector<int>{1, 2}, [&](int) { return counting_nap(cut)(); }))
                static_cast<void>(each);
        }));
        EXPECT_EQ(cut, 4);
    });
}

TEST_P(Gather, AsCompletedGivesTimeoutsAtItsDeadline) {
    run([] {
        std::size_t late = 0;
        std::size_t all = 0;
        for (auto& each :
             as_completed({.limit = 1, .deadline = clock::now() + 5ms}, std::vector<int>{1, 100, 100}, [](int pause) {
                 this_fiber::sleep_for(std::chrono::milliseconds(pause));
                 return pause;
             })) {
            ++all;
            if (each.outcome.failed_with<timeout_error>()) ++late;
        }
        EXPECT_EQ(all, 3u);
        EXPECT_EQ(late, 2u);
    });
}

WEFT_OVER_REAL_WORKERS(GatherBesideThreads);
WEFT_OVER_WORKERS(Gather);

} // namespace
} // namespace weft::test
