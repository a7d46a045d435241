// SPDX-License-Identifier: BSL-1.0
// A plain thread that will wake a fiber is announced: no deadlock is found meanwhile, and virtual time stands still.
#include "runtime/runtime_core.hpp"
#include "runtime/worker.hpp"

#include <weft/testing/fiber_test.hpp>
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <sched.h>
#include <thread>
#include <utility>
#include <vector>

namespace weft::testing {
namespace {

using namespace std::chrono_literals;

/// On a plain thread: until every fiber of the runtime waits.
void wait_for_standstill(detail::runtime_core& core) {
    while (core.shared().idle().idle() != core.workers().size()) ::sched_yield();
    for (int i = 0; i < 1000; ++i) ::sched_yield(); // the last worker looks now
}

detail::runtime_core& core_here() { return detail::this_worker()->core(); }

WEFT_FIBER_TEST_IN(OutsideWork, IsNoDeadlockWhileItLasts, {1}, {2}, {4}) {
    channel<int> answers(1);
    std::thread helper([&, &core = core_here(), work = outside_work()] {
        wait_for_standstill(core);
        answers.push(1);
    });
    EXPECT_EQ(answers.pop(), 1);
    helper.join();
}

WEFT_FIBER_TEST_IN(OutsideWork, MakesVirtualTimeStandStill, {1}, {2}, {4}) {
    channel<int> answers(1);
    std::optional<int> answer;
    std::thread helper([&, &core = core_here(), work = outside_work()] {
        wait_for_standstill(core);
        answers.push(1);
    });
    EXPECT_EQ(answers.pop_for(answer, 1h), channel_status::success);
    helper.join();
}

WEFT_FIBER_TEST_IN(OutsideWork, LetsTimeGoOnWhenItEnds, {1}, {2}, {4}) {
    std::thread helper([&core = core_here(), work = outside_work()]() mutable {
        wait_for_standstill(core);
        work.end();
        work.end(); // nothing happens
    });
    const auto start = clock::now();
    this_fiber::sleep_for(1h);
    EXPECT_GE(clock::now() - start, 1h);
    helper.join();
}

WEFT_FIBER_TEST_IN(OutsideWork, CountsEachCopy, {1}, {2}) {
    channel<int> answers(2);
    outside_work work;
    std::vector<std::thread> helpers;
    for (int i = 0; i < 2; ++i)
        helpers.emplace_back([&answers, &core = core_here(), mine = work] {
            wait_for_standstill(core);
            answers.push(1);
        });
    outside_work other = std::move(work);
    work = other;
    other.end();
    work.end();
    EXPECT_EQ(answers.pop(), 1);
    EXPECT_EQ(answers.pop(), 1);
    for (std::thread& each : helpers) each.join();
}

WEFT_FIBER_TEST_IN(OutsideWork, ACopyAnnouncesAfterTheFirstHasEnded, {1}, {2}, {4}) {
    channel<int> answers(1);
    std::optional<int> answer;
    outside_work first;
    std::thread helper([&answers, &core = core_here(), mine = first] {
        wait_for_standstill(core);
        answers.push(1);
    });
    first.end();
    EXPECT_EQ(answers.pop_for(answer, 1h), channel_status::success); // virtual time stands still
    helper.join();
}

TEST(OutsideWorkLeft, MayOutliveItsRuntime) {
    std::unique_ptr<outside_work> left;
    EXPECT_TRUE(run_fiber_test({2}, [&] { left = std::make_unique<outside_work>(); }).empty());
    left.reset();
}

fiber_test_options in_order() {
    fiber_test_options how;
    how.runtime.order = order::fifo;
    how.runtime.stack_size = 256 * 1024;
    how.modes = {{1}};
    return how;
}

WEFT_FIBER_TEST_WITH(FiberTestMacro, TakesOptions, in_order()) {
    EXPECT_TRUE(core_here().how().order == order::fifo);
    EXPECT_EQ(core_here().how().stack_size, 256u * 1024);
    EXPECT_EQ(core_here().workers().size(), 1u);
}

WEFT_FIBER_TEST_WITH(FiberTestMacro, TakesOptionsInPlace, {.left_fibers = left_fibers::may_end, .modes = {{1}, {3}}}) {
    spawn([] { this_fiber::sleep_for(1h); }).detach();
    EXPECT_EQ(core_here().workers().size() % 2, 1u);
}

} // namespace
} // namespace weft::testing
