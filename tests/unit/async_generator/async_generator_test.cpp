// SPDX-License-Identifier: BSL-1.0
// What a consumer sees of an async generator: its items, its end, the lead of the body, on virtual time.
#include "support/hand_round.hpp"
#include "support/over_workers.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class AsyncGenerator : public OverWorkers {};
class AsyncGeneratorAcross : public OverWorkersBesideThreads {};
WEFT_OVER_WORKERS(AsyncGenerator);
WEFT_OVER_REAL_WORKERS(AsyncGeneratorAcross);

async_generator<int> count(int n) {
    return async_generator<int>([n](auto& yield) {
        for (int i = 0; i < n; ++i) yield(i);
    });
}

/// An item a second.
async_generator<int> slow(int n) {
    return async_generator<int>([n](auto& yield) {
        for (int i = 0; i < n; ++i) {
            this_fiber::sleep_for(1s);
            yield(i);
        }
    });
}

std::vector<int> all_of(async_generator<int> numbers) {
    std::vector<int> found;
    for (const int i : numbers) found.push_back(i);
    return found;
}

TEST_P(AsyncGenerator, ALoopGetsEveryItemInOrderWithAnyLead) {
    run([] {
        for (const std::size_t lead : {0u, 1u, 2u, 7u, 64u})
            EXPECT_EQ(all_of(count(10).prefetch(lead)), (std::vector{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    });
}

TEST_P(AsyncGenerator, NextGivesAnEmptyOptionalAtTheEndAsOftenAsOneAsks) {
    run([] {
        auto numbers = count(2);
        EXPECT_EQ(numbers.next(), 0);
        EXPECT_EQ(numbers.next(), 1);
        EXPECT_FALSE(numbers.done());
        EXPECT_EQ(numbers.next(), std::nullopt);
        EXPECT_EQ(numbers.next(), std::nullopt);
        EXPECT_TRUE(numbers.done());
        EXPECT_EQ(all_of(std::move(numbers)), std::vector<int>());
    });
}

TEST_P(AsyncGenerator, OneWithoutItemsEndsAtOnce) {
    run([] {
        for (const std::size_t lead : {0u, 1u, 3u}) EXPECT_EQ(count(0).prefetch(lead).next(), std::nullopt);
    });
}

TEST_P(AsyncGenerator, WithoutALeadTheBodyRunsOnlyWhileSomebodyAsks) {
    run([] {
        int steps = 0;
        async_generator<int> numbers([&](auto& yield) {
            for (;;) yield(++steps); // no race: it runs only while this fiber waits
        });
        this_fiber::sleep_for(1s);
        EXPECT_EQ(steps, 0);
        EXPECT_FALSE(numbers.has_begun());
        for (int i = 1; i <= 5; ++i) {
            EXPECT_EQ(numbers.next(), i);
            this_fiber::sleep_for(1s);
            EXPECT_EQ(steps, i);
        }
        EXPECT_TRUE(numbers.has_begun());
    });
}

TEST_P(AsyncGenerator, WithALeadItBeginsAtOnceAndIsThatManyItemsAheadAtMost) {
    run([] {
        for (const int lead : {1, 2, 5}) {
            std::vector<int> made;
            async_generator<int> numbers({.prefetch = static_cast<std::size_t>(lead)}, [&](auto& yield) {
                for (int i = 1;; ++i) {
                    made.push_back(i);
                    yield(i);
                }
            });
            for (int taken = 0; taken < 8; ++taken) {
                this_fiber::sleep_for(1s); // long enough for the body to get as far as it may
                EXPECT_EQ(made.size(), static_cast<std::size_t>(taken + lead));
                EXPECT_EQ(numbers.next(), taken + 1);
            }
        }
    });
}

TEST_P(AsyncGenerator, TheLeadLetsBodyAndConsumerOverlap) {
    run([] {
        const auto time_of = [](std::size_t lead) {
            const auto begun = clock::now();
            auto numbers = slow(4);
            numbers.prefetch(lead);
            for ([[maybe_unused]] const int each : numbers) this_fiber::sleep_for(1s);
            return clock::now() - begun;
        };
        EXPECT_EQ(time_of(0), 8s);
        EXPECT_EQ(time_of(1), 5s);
        EXPECT_EQ(time_of(3), 5s);
    });
}

TEST_P(AsyncGenerator, ItemsMayBeMoveOnly) {
    run([] {
        for (const std::size_t lead : {0u, 1u, 2u}) {
            async_generator<std::unique_ptr<int>> boxes({.prefetch = lead}, [](auto& yield) {
                yield(std::make_unique<int>(1));
                auto second = std::make_unique<int>(2);
                yield(std::move(second));
                yield(std::make_unique<int>(3));
            });
            EXPECT_EQ(**boxes.next(), 1);
            int sum = 0;
            for (std::unique_ptr<int> box : boxes) sum = 10 * sum + *box;
            EXPECT_EQ(sum, 23);
        }
    });
}

TEST_P(AsyncGenerator, AnLvalueIsCopied) {
    run([] {
        async_generator<std::string> texts([](auto& yield) {
            const std::string text = "text";
            yield(text);
            yield(text + text);
            yield("end");
        });
        EXPECT_EQ(texts.next(), "text");
        EXPECT_EQ(texts.next(), "texttext");
        EXPECT_EQ(texts.next(), "end");
        EXPECT_EQ(texts.next(), std::nullopt);
    });
}

TEST_P(AsyncGenerator, YieldsFromAnyDepthAndFromOtherRanges) {
    run([] {
        using handle = async_yielder<int>;
        struct tree {
            static void walk(int depth, handle& yield) {
                if (depth == 0) return;
                walk(depth - 1, yield);
                yield(depth);
                walk(depth - 1, yield);
            }
        };
        const auto made = all_of(async_generator<int>([](auto& yield) {
            tree::walk(3, yield);
            yield.from(std::vector{10, 11});
            yield.from(count(2).prefetch(1));
            yield.from(generator<int>([](auto& inner) { inner(20); }));
        }));
        EXPECT_EQ(made, (std::vector{1, 2, 1, 3, 1, 2, 1, 10, 11, 0, 1, 20}));
    });
}

TEST_P(AsyncGenerator, IsAnInputRangeAndAView) {
    static_assert(std::ranges::input_range<async_generator<int>> && std::ranges::view<async_generator<int>>);
    run([] {
        int sum = 0;
        for (const int square : count(10) | std::views::transform([](int i) { return i * i; }) | std::views::take(4))
            sum += square;
        EXPECT_EQ(sum, 14);
    });
}

TEST_P(AsyncGenerator, ALoopGoesOnWhereTheLastOneStopped) {
    run([] {
        auto numbers = count(5);
        for (const int i : numbers)
            if (i == 1) break;
        EXPECT_EQ(numbers.next(), 2);
        std::vector<int> rest;
        for (const int i : numbers) rest.push_back(i);
        EXPECT_EQ(rest, (std::vector{3, 4}));
    });
}

TEST_P(AsyncGenerator, TheBodyRunsInAFiberOfItsOwnNamedAsItIs) {
    run([] {
        async_generator<std::string> names({.name = "numbers"}, [](auto& yield) {
            for (;;) yield(std::string(this_fiber::name()));
        });
        EXPECT_EQ(names.next(), "numbers");
        EXPECT_STREQ(names.name(), "numbers");
        async_generator<fiber_id> ids([](auto& yield) {
            for (;;) yield(this_fiber::id());
        });
        const auto first = ids.next();
        EXPECT_NE(first, this_fiber::id());
        EXPECT_EQ(spawn([&] { return *ids.next(); }).join(), first);
        EXPECT_NE(std::string(ids.name()).find("lambda"), std::string::npos);
    });
}

TEST_P(AsyncGenerator, WhatIsHeldAcrossAYieldBelongsToTheBodysFiber) {
    run([] {
        mutex lock;
        async_generator<int> numbers([&](auto& yield) {
            lock.lock();
            yield(1);
            yield(2);
            lock.unlock(); // whoever asks
            yield(3);
        });
        EXPECT_EQ(numbers.next(), 1);
        spawn([&] { EXPECT_EQ(numbers.next(), 2); }).join();
        EXPECT_FALSE(lock.try_lock());
        spawn([&] { EXPECT_EQ(numbers.next(), 3); }).join();
        EXPECT_TRUE(lock.try_lock());
        lock.unlock();
    });
}

TEST_P(AsyncGenerator, MayBeHandedFromFiberToFiber) {
    run([] { EXPECT_EQ(handed_round(count(1000).prefetch(3), 20).next(), 40); });
}

/// The fiber that destroys it, or adapts it, has the record that was the body's, where a worker is alone.
TEST_P(AsyncGenerator, MayBeDestroyedByAnotherFiberOnceItHasEnded) {
    run([] {
        auto ended = count(2);
        while (ended.next()) {}
        spawn([mine = std::move(ended)]() mutable { auto last = std::move(mine); }).join();

        auto drained = count(2);
        while (drained.next()) {}
        EXPECT_TRUE(all_of(std::move(drained) | adapt::map([](int i) { return i; })).empty());
    });
}

TEST_P(AsyncGenerator, MoveAssignmentClosesTheOldOne) {
    run([] {
        bool closed = false;
        struct says {
            bool& closed;
            ~says() { closed = true; }
        };
        async_generator<int> numbers([&](auto& yield) {
            const says mine{closed};
            for (;;) yield(1);
        });
        EXPECT_EQ(numbers.next(), 1);
        numbers = count(3);
        EXPECT_TRUE(closed);
        EXPECT_EQ(numbers.next(), 0);
    });
}

TEST_P(AsyncGenerator, NextForGivesUpInTimeAndLosesNothing) {
    run([] {
        for (const std::size_t lead : {0u, 1u}) {
            auto numbers = slow(3);
            numbers.prefetch(lead);
            std::optional<int> item = 7;
            EXPECT_EQ(numbers.next_for(item, 300ms), channel_status::timeout);
            EXPECT_EQ(item, std::nullopt);
            EXPECT_EQ(numbers.next_for(item, 1h), channel_status::success);
            EXPECT_EQ(item, 0);
            EXPECT_EQ(numbers.next_for(item, 500ms), channel_status::timeout);
            this_fiber::sleep_for(10s);
            EXPECT_EQ(numbers.next(), 1);
            EXPECT_EQ(numbers.next(), 2);
            EXPECT_EQ(numbers.next_until(item, clock::now() + 1s), channel_status::closed);
        }
    });
}

/// The one worker of the body's runtime is kept busy until the question is over, or an hour has gone by for the
/// consumer.
TEST_P(AsyncGeneratorAcross, TheFirstQuestionEndsInTimeAlthoughTheBodyCannotStart) {
    options of_one_worker = how();
    of_one_worker.workers = 1;
    runtime home(of_one_worker);
    run([&] {
        std::optional<async_generator<int>> numbers;
        event made, asked;
        std::atomic<bool> is_free = false;
        auto maker = home.spawn([&] {
            numbers.emplace(count(2));
            made.set();
            while (!is_free) std::this_thread::yield();
            asked.wait();
            numbers.reset();
        });
        made.wait();
        auto alarm = spawn([&] {
            this_fiber::sleep_for(1h);
            is_free = true;
        });
        std::optional<int> item;
        const auto begun = clock::now();
        EXPECT_EQ(numbers->next_for(item, 1ms), channel_status::timeout);
        EXPECT_EQ(clock::now() - begun, 1ms);
        is_free = true;
        EXPECT_EQ(numbers->next(), 0);
        asked.set();
        maker.join();
        alarm.join();
    });
}

TEST_P(AsyncGenerator, WhatWasAskedForInVainDoesNotLetTheBodyRunAhead) {
    run([] {
        int steps = 0;
        async_generator<int> numbers([&](auto& yield) {
            for (;;) {
                this_fiber::sleep_for(1s);
                yield(++steps);
            }
        });
        std::optional<int> item;
        for (int i = 0; i < 3; ++i) EXPECT_EQ(numbers.next_for(item, 1ms), channel_status::timeout);
        this_fiber::sleep_for(10s);
        EXPECT_EQ(steps, 1);
        EXPECT_EQ(numbers.next(), 1);
        this_fiber::sleep_for(10s);
        EXPECT_EQ(steps, 1);
    });
}

} // namespace
} // namespace weft::test
