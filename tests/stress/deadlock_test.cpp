// SPDX-License-Identifier: BSL-1.0
// Ordinary programs are never taken for a deadlock: a report would end this process.
#include "support/stress.hpp"
#include "support/workers_and_clocks.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

const int k_runs = static_cast<int>(scaled(100));

class NoDeadlock : public ::testing::TestWithParam<workers_and_clock> {
protected:
    static options how() {
        options result;
        std::tie(result.workers, result.time) = GetParam();
        result.on_deadlock = deadlock::abort;
        return result;
    }
    static void run_often(const std::function<void()>& body) {
        for (int i = 0; i < k_runs; ++i) run(how(), body);
    }
};

TEST_P(NoDeadlock, InAnEmptyProgram) {
    run_often([] {});
}

TEST_P(NoDeadlock, WhereFibersAreJoinedOrDetached) {
    run_often([] {
        std::vector<fiber<void>> all;
        for (int i = 0; i < 8; ++i) all.push_back(spawn([] { this_fiber::yield(); }));
        spawn([] { this_fiber::yield(); }).detach();
        for (auto& each : all) each.join();
    });
}

TEST_P(NoDeadlock, WhereAFiberWaitsForAnotherThatIsPinned) {
    run_often([] {
        channel<int> there(1), back(1);
        auto echo = spawn({.pinned = true}, [&] {
            for (int i = 0; i < 5; ++i) back.push(*there.pop());
        });
        for (int i = 0; i < 5; ++i) {
            there.push(i);
            back.pop();
        }
        echo.join();
    });
}

TEST_P(NoDeadlock, WhereAllSleep) {
    run_often([] {
        std::vector<fiber<void>> all;
        for (int i = 0; i < 4; ++i) all.push_back(spawn([i] { this_fiber::sleep_for(i * 10us); }));
        for (auto& each : all) each.join();
    });
}

TEST_P(NoDeadlock, WhereAMutexIsFoughtFor) {
    run_often([] {
        mutex guard;
        int count = 0;
        std::vector<fiber<void>> all;
        for (int i = 0; i < 8; ++i)
            all.push_back(spawn([&] {
                const std::lock_guard lock(guard);
                ++count;
                this_fiber::yield();
            }));
        for (auto& each : all) each.join();
    });
}

/// The runtime stands still between two spawns, but with no fiber left; while a thread spawns, it counts.
TEST_P(NoDeadlock, WhereAPlainThreadSpawns) {
    runtime home(how());
    for (int i = 0; i < 10 * k_runs; ++i) home.spawn([] { this_fiber::yield(); }).join();
}

TEST_P(NoDeadlock, WhereSeveralPlainThreadsSpawn) {
    runtime home(how());
    std::vector<std::thread> spawners;
    for (int i = 0; i < 3; ++i)
        spawners.emplace_back([&] {
            for (int k = 0; k < 3 * k_runs; ++k) home.spawn([] {}).detach();
        });
    for (auto& each : spawners) each.join();
}

WEFT_OVER_WORKERS_AND_CLOCKS(NoDeadlock);

} // namespace
} // namespace weft::test
