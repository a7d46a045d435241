// SPDX-License-Identifier: BSL-1.0
// Two runtimes and a plain thread over channels and a mutex, with fibers that are pinned, detached, joined in place and
// asleep, on runtimes of all kinds, again and again: nothing may be lost, and every round ends.
#include "support/stress.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

constexpr int k_numbers = 300;
constexpr long k_sum = k_numbers * (k_numbers + 1) / 2;

/// What one round shares.
struct round_state {
    channel<int> in{2};
    channel<int> out{2};
    mutex guard;
    long sum = 0; // guarded by guard
    std::atomic<int> detached{0};
};

void feed(round_state& state) {
    for (int number = 1; number <= k_numbers; ++number) state.in.push(number);
    state.in.close();
}

void relay(round_state& state) {
    std::vector<fiber<void>> movers;
    for (int i = 0; i < 3; ++i)
        movers.push_back(spawn([&] {
            for (int number : state.in) state.out.push(number);
        }));
    for (auto& each : movers) each.join();
    state.out.close();
}

void add(round_state& state, int number) {
    const std::lock_guard hold(state.guard);
    state.sum += number;
    if (number % 7 == 0) this_fiber::yield();
}

long consume(round_state& state) {
    long sum = 0;
    for (int number : state.out) {
        sum += number;
        add(state, number);
        auto sleeper = spawn([number] {
            if (number % 3 == 0) this_fiber::sleep_for(std::chrono::microseconds(20));
            return 1;
        });
        auto quick = spawn([] { return 2; });
        spawn([&] { ++state.detached; }).detach();
        sum += sleeper.join() + quick.join() - 3;
    }
    return sum;
}

long consume_by_eight(round_state& state) {
    std::vector<fiber<long>> consumers;
    for (int i = 0; i < 8; ++i) consumers.push_back(spawn({.pinned = i % 4 == 0}, [&] { return consume(state); }));
    long sum = 0;
    for (auto& each : consumers) sum += each.join();
    return sum;
}

/// The runtimes of a round: the rules of stealing, of order and of debugging meet each other in turn.
options runtime_of(std::size_t round, unsigned workers) {
    options result;
    result.steal = round % 2 == 0 ? steal::any : steal::unstarted;
    result.order = round % 3 == 2 ? order::fifo : order::fair;
    result.workers = result.order == order::fifo ? 1 : workers;
    result.debug = round % 4 >= 2;
    return result;
}

constexpr std::size_t k_kinds = 12; // of runtimes

TEST(EverythingAtOnce, LosesNothing) {
    const time_limit watch(std::chrono::seconds(250));
    for (std::size_t round = 0; round < std::max(scaled(1000), k_kinds); ++round) {
        round_state state;
        runtime other(runtime_of(round, 2));
        std::thread feeder([&] { feed(state); });
        auto relayed = other.spawn([&] { relay(state); });
        const long got = run(runtime_of(round / 2, 3), [&] { return consume_by_eight(state); });
        feeder.join();
        relayed.join();
        ASSERT_EQ(got, k_sum) << "round " << round;
        ASSERT_EQ(state.sum, k_sum) << "round " << round;
        ASSERT_EQ(state.detached, k_numbers) << "round " << round;
    }
}

} // namespace
} // namespace weft::test
