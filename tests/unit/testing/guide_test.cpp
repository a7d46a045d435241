// SPDX-License-Identifier: BSL-1.0
// The examples of docs/testing.md, which quotes the marked parts.
#include <weft/testing/check.hpp>
#include <weft/testing/explore.hpp>
#include <weft/testing/fiber_test.hpp>
#include <weft/testing/guards.hpp>
#include <weft/testing/simulate.hpp>
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <thread>

namespace {

// begin: simulate
TEST(Guide, ADayOfReminders) {
    const int reminders = weft::testing::simulate(42, [] {
        int count = 0;
        auto clerk = weft::spawn([&count] {
            for (int hour = 0; hour < 24; ++hour) {
                weft::this_fiber::sleep_for(std::chrono::hours(1)); // takes no time
                ++count;
            }
        });
        clerk.join();
        return count;
    });
    EXPECT_EQ(reminders, 24);
}
// end: simulate

// begin: body
/// Two fibers count to two together; or so it seems.
void count_to_two() {
    int count = 0; // all state is made anew in each run
    weft::mutex guard;
    weft::testing::name(&guard, "guard"); // what reports call it
    const auto add = [&] {
        guard.lock();
        const int seen = count;
        guard.unlock();
        const std::lock_guard lock(guard);
        count = seen + 1;
    };
    auto a = weft::spawn({.name = "a"}, add), b = weft::spawn({.name = "b"}, add);
    a.join();
    b.join();
    weft::testing::check(count == 2, "both additions count");
}
// end: body

TEST(Guide, ExplorerFindsTheLostAddition) {
    // begin: explore
    const weft::testing::exploration found = weft::testing::explore(count_to_two);
    // end: explore
    ASSERT_FALSE(found);
    EXPECT_NE(found.failure.find("both additions count"), std::string::npos) << found.failure;

    // begin: replay
    const weft::testing::exploration again = weft::testing::explore(count_to_two, {.replay = found.token});
    // end: replay
    ASSERT_FALSE(again);
    EXPECT_EQ(again.failure.find("both additions count"), found.failure.find("both additions count"));
}

TEST(Guide, PointsLetOthersRun) {
    // begin: point
    const auto body = [] {
        int count = 0;
        const auto add = [&count] {
            const int seen = count;
            weft::testing::point("between reading and writing");
            count = seen + 1;
        };
        auto a = weft::spawn(add), b = weft::spawn(add);
        a.join();
        b.join();
        weft::testing::check(count == 2, "both additions count");
    };
    // end: point
    EXPECT_FALSE(weft::testing::explore(body));
}

TEST(Guide, EveryScheduleOfASmallProgram) {
    const auto body = [] {
        weft::channel<int> numbers(1);
        auto producer = weft::spawn([&] {
            numbers.push(1);
            numbers.close();
        });
        weft::testing::check(numbers.pop() == 1, "what is pushed before the end is popped");
        producer.join();
    };
    // begin: dfs
    const auto all = weft::testing::explore(body, {.strategy = weft::testing::strategy::dfs, .preemption_bound = 3});
    EXPECT_TRUE(all) << all.failure;
    EXPECT_TRUE(all.exhausted);
    // end: dfs
}

// begin: outside
WEFT_FIBER_TEST(Guide, AThreadAnswers) {
    weft::channel<int> answers(1);
    std::thread pool([&, work = weft::outside_work()] { answers.push(42); }); // without `work` a deadlock is reported
    EXPECT_EQ(answers.pop(), 42);
    pool.join();
}
// end: outside

// begin: with
WEFT_FIBER_TEST_WITH(Guide, FibersMayStay, {.left_fibers = weft::testing::left_fibers::may_end, .modes = {{1}, {4}}}) {
    weft::spawn([] { weft::this_fiber::sleep_for(std::chrono::hours(1)); }).detach();
}
// end: with

// begin: kit
WEFT_FIBER_TEST_EVERYWHERE(Guide, AFiberAnswers) {
    weft::channel<int> questions(1), answers(1);
    auto oracle = weft::spawn([&] { answers.push(*questions.pop() + 1); });
    questions.push(41);
    EXPECT_EQ(*answers.pop(), 42);
    oracle.join();
}
// end: kit

TEST(Guide, GuardsStandAlone) {
    weft::run([] {
        // begin: guards
        const weft::testing::no_leaked_fibers nobody_stays;
        const weft::testing::no_blocking quick(std::chrono::seconds(5));
        weft::spawn([] { weft::this_fiber::yield(); }).join();
        // end: guards
    });
}

TEST(Guide, DeadlocksInProduction) {
    // begin: deadlock
    weft::run({.on_deadlock = weft::deadlock::abort}, [] {
        weft::channel<int> numbers(1);
        auto reader = weft::spawn([&] { return *numbers.pop(); });
        numbers.push(1); // without this line the program would end here, and say why
        EXPECT_EQ(reader.join(), 1);
    });
    // end: deadlock
}

} // namespace
