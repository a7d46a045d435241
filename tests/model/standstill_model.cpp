// SPDX-License-Identifier: BSL-1.0
// Invariant: with deadlock::abort a runtime is reported exactly when it stands still: while a fiber lives that runs, is
// ready, is on its way in from outside or sleeps, there is no report; when all of them wait for each other, there is
// one.
#include "model_test.hpp"

#include "model/expected_abort.hpp"

#include <weft/channel.hpp>
#include <weft/run.hpp>
#include <weft/runtime.hpp>
#include <weft/spawn.hpp>
#include <weft/this_fiber.hpp>

#include <chrono>

namespace weft::test {
namespace {

const options k_tells{
    .workers = 2, .stack_size = std::size_t{64} * 1024, .left_report_after = k_never, .on_deadlock = deadlock::abort};

TEST(Standstill, IsReportedWhenTheMainFiberWaitsForNobody) {
    holds(
        [] {
            model::expected_abort report;
            channel<int> items(1);
            thread("rescuer", [&] {
                report.wait();
                items.push(1);
            });
            weft::run(k_tells, [&] { check(items.pop() == 1, "the item"); });
            join_all();
        },
        {.preemption_bound = 2, .surprises = 0, .bound_in_tests = 1});
}

/// The spawner may be inside until after the last look of the workers.
TEST(Standstill, IsReportedAlthoughTheSpawnerStaysForAWhile) {
    holds(
        [] {
            model::expected_abort report;
            channel<int> items(1);
            weft::runtime two(k_tells);
            auto waiting = two.spawn([&] { check(items.pop() == 1, "the item"); });
            report.wait();
            items.push(1);
            waiting.join();
        },
        {.preemption_bound = 2, .surprises = 0, .bound_in_tests = 1});
}

TEST(Standstill, IsNotAFiberThatComesFromOutside) {
    holds(
        [] {
            weft::runtime two(k_tells);
            two.spawn([] {}).join();
        },
        {.preemption_bound = 2, .surprises = 0, .bound_in_tests = 1});
}

TEST(Standstill, IsNotAPinnedFiberThatComesFromOutside) {
    holds(
        [] {
            weft::runtime two(k_tells);
            two.spawn({.pinned = true}, [] {}).join();
        },
        {.preemption_bound = 2, .surprises = 0, .bound_in_tests = 1});
}

TEST(Standstill, IsNotARuntimeWithoutFibers) {
    holds([] { const weft::runtime idle(k_tells); }, {.surprises = 0});
}

TEST(Standstill, IsNotAnItemBetweenTwoFibers) {
    holds(
        [] {
            weft::run(k_tells, [] {
                channel<int> items(1);
                weft::spawn([&] { items.push(1); }).detach();
                check(items.pop() == 1, "the item");
            });
        },
        {.preemption_bound = 2, .surprises = 0});
}

TEST(Standstill, IsNotAFiberThatSleeps) {
    holds([] { weft::run(k_tells, [] { this_fiber::sleep_for(std::chrono::seconds(1)); }); },
          {.preemption_bound = 2, .surprises = 0, .old_reads = 1, .bound_in_tests = 1});
}

} // namespace
} // namespace weft::test
