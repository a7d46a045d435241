// SPDX-License-Identifier: BSL-1.0
// Invariant: a whole runtime of two workers, one of them the body's thread, runs every fiber that was spawned, wakes
// every fiber that was woken and ends when none is left: from its start to its end, in any order of steps, nothing is
// lost and nobody sleeps for ever.
#include "model_test.hpp"

#include "fiber/record_pool.hpp"

#include <weft/channel.hpp>
#include <weft/detail/base/pause.hpp>
#include <weft/mutex.hpp>
#include <weft/run.hpp>
#include <weft/runtime.hpp>
#include <weft/spawn.hpp>
#include <weft/this_fiber.hpp>

#include <mutex>

namespace weft::test {
namespace {

/// Records in the pool before the first run, so that no run makes any.
void warm_up() {
    auto& pool = detail::record_pool::instance();
    detail::record_chain chains[4];
    for (auto& chain : chains) chain = pool.take();
    for (const auto& chain : chains) pool.give(chain);
}

const options k_two{.workers = 2, .stack_size = std::size_t{64} * 1024, .left_report_after = k_never};

TEST(Runtime, StartsAndEnds) {
    warm_up();
    holds([] { weft::run(k_two, [] {}); }, {.surprises = 0});
}

TEST(Runtime, StartsAndEndsWithThreadsOfItsOwn) {
    warm_up();
    holds([] { const weft::runtime idle(k_two); }, {.surprises = 0});
}

TEST(Runtime, JoinsAFiber) {
    warm_up();
    holds(
        [] {
            model::plain<int> result{0, "the result"};
            weft::run(k_two, [&] {
                auto child = weft::spawn([&] { result.set(1); });
                child.join();
                check(result.get() == 1, "the fiber has run");
            });
        },
        {.surprises = 0});
}

TEST(Runtime, APlainThreadSpawnsAndJoins) {
    warm_up();
    holds(
        [] {
            model::plain<int> result{0, "the result"};
            weft::runtime two(k_two);
            auto child = two.spawn([&] { result.set(1); });
            child.join();
            check(result.get() == 1, "the fiber has run");
        },
        {.surprises = 0, .bound_in_tests = 1});
}

/// The rings hold two entries in this build: the others go through the injector.
TEST(Runtime, RunsMoreFibersThanARingHolds) {
    warm_up();
    holds(
        [] {
            atomic<int> ran{0};
            weft::run(k_two, [&] {
                for (int fiber = 0; fiber < 4; ++fiber)
                    weft::spawn([&] { ran.fetch_add(1, memory_order_relaxed); }).detach();
            });
            check(ran.load(memory_order_relaxed) == 4, "each ran once");
        },
        {.surprises = 0, .bound_in_tests = 1});
}

TEST(Runtime, TwoFibersExcludeEachOther) {
    warm_up();
    holds(
        [] {
            struct state {
                mutex lock;
                model::plain<int> value{0, "the value"};
            } shared;
            weft::run(k_two, [&] {
                const auto add = [&] {
                    for (int time = 0; time < 2; ++time) {
                        const std::lock_guard guard(shared.lock);
                        shared.value.set(shared.value.get() + 1);
                        this_fiber::yield();
                    }
                };
                auto other = weft::spawn(add);
                add();
                other.join();
            });
            check(shared.value.get() == 4, "each addition counts");
        },
        {.surprises = 0});
}

/// Keeps its worker busy until the number is reached.
void spin_until(const atomic<int>& number, int wanted) {
    while (number.load(memory_order_relaxed) < wanted) detail::cpu_pause();
}

TEST(Runtime, WhatABusyWorkerSpawnedIsRunByTheOther) {
    warm_up();
    holds(
        [] {
            atomic<int> ran{0};
            weft::run(k_two, [&] {
                for (int fiber = 0; fiber < 2; ++fiber)
                    weft::spawn([&] { ran.fetch_add(1, memory_order_relaxed); }).detach();
                spin_until(ran, 2);
            });
        },
        {.surprises = 0, .old_reads = 1, .bound_in_tests = 1});
}

/// Each fiber keeps its worker busy until both have begun, and whoever looks for work finds both: so it must wake the
/// other worker before it runs what it found.
TEST(Runtime, TwoBusyFibersGetTwoWorkers) {
    warm_up();
    holds(
        [] {
            atomic<int> began{0};
            weft::runtime two(k_two);
            const auto meet = [&] {
                began.fetch_add(1, memory_order_relaxed);
                spin_until(began, 2);
            };
            two.spawn(meet).detach();
            two.spawn(meet).detach();
        },
        {.surprises = 0, .bound_in_tests = 1});
}

TEST(Runtime, APlainThreadWakesAFiber) {
    warm_up();
    holds(
        [] {
            channel<int> items(1);
            thread("plain", [&] {
                items.push(1);
                items.push(2);
                items.close();
            });
            weft::run(k_two, [&] {
                int sum = 0;
                while (const auto item = items.pop()) sum += *item;
                check(sum == 3, "each item once");
            });
            join_all();
        },
        {.surprises = 0, .bound_in_tests = 1});
}

TEST(Runtime, FibersHandItemsOver) {
    warm_up();
    holds(
        [] {
            weft::run(k_two, [] {
                channel<int> items(1);
                weft::spawn([&] {
                    for (int item = 1; item <= 3; ++item) items.push(item);
                    items.close();
                }).detach();
                int sum = 0;
                while (const auto item = items.pop()) sum += *item;
                check(sum == 6, "each item once");
            });
        },
        {.surprises = 0});
}

TEST(Runtime, TwoFibersSleep) {
    warm_up();
    holds(
        [] {
            weft::run(k_two, [] {
                auto other = weft::spawn([] { this_fiber::sleep_for(std::chrono::seconds(1)); });
                this_fiber::sleep_for(std::chrono::seconds(1));
                other.join();
            });
        },
        {.surprises = 0, .bound_in_tests = 1});
}

TEST(Runtime, AFiberSleeps) {
    warm_up();
    holds(
        [] {
            weft::run(k_two, [] {
                auto other = weft::spawn([] { this_fiber::sleep_for(std::chrono::seconds(1)); });
                other.join();
            });
        },
        {.surprises = 0, .bound_in_tests = 1});
}

} // namespace
} // namespace weft::test
