// SPDX-License-Identifier: BSL-1.0
// Many at once: starts and stops under load, spawns from everywhere, steals.
#include "support/over_workers.hpp"
#include "support/stress.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

class Storm : public OverWorkersBesideThreads {
protected:
    time_limit limit{std::chrono::seconds(200)};
};

TEST_P(Storm, OfStartsAndStopsUnderLoad) {
    const std::size_t cycles = scaled(1000);
    std::atomic<std::size_t> ran = 0;
    for (std::size_t cycle = 0; cycle < cycles; ++cycle) {
        runtime home(options{.workers = GetParam()});
        for (int i = 0; i < 20; ++i)
            home.spawn([&] {
                    spawn([&] { ++ran; }).join();
                    for (int turn = 0; turn < 5; ++turn) this_fiber::yield();
                    spawn([&] { ++ran; }).detach();
                })
                .detach();
    }
    EXPECT_EQ(ran, cycles * 40);
}

TEST_P(Storm, OfSpawnsFromPlainThreads) {
    const std::size_t each_spawns = scaled(300'000) / GetParam() + 1;
    std::atomic<std::size_t> ran = 0;
    {
        runtime home(options{.workers = GetParam()});
        std::vector<std::thread> threads;
        for (int t = 0; t < 4; ++t)
            threads.emplace_back([&] {
                for (std::size_t i = 0; i < each_spawns; ++i) {
                    auto child = home.spawn([&] { ++ran; });
                    if (i % 64 == 0)
                        child.join();
                    else
                        child.detach();
                }
            });
        for (auto& each : threads) each.join();
    }
    EXPECT_EQ(ran, 4 * each_spawns);
}

std::size_t tree(unsigned depth) {
    if (depth == 0) return 1;
    auto left = spawn([depth] { return tree(depth - 1); });
    auto right = spawn([depth] {
        if (depth % 3 == 0) this_fiber::yield();
        return tree(depth - 1);
    });
    return left.join() + right.join();
}

TEST_P(Storm, OfSteals) {
    run_and_check({.workers = GetParam()}, [] {
        for (std::size_t round = 0; round < scaled(200); ++round) ASSERT_EQ(tree(13), 8192u);
    });
}

TEST_P(Storm, OfSleepers) {
    run_and_check({.workers = GetParam()}, [] {
        std::vector<fiber<void>> all;
        for (std::size_t i = 0; i < scaled(20'000); ++i)
            all.push_back(spawn([i] {
                const auto deadline = clock::now() + std::chrono::microseconds(i % 5000);
                this_fiber::sleep_until(deadline);
                EXPECT_GE(clock::now(), deadline);
            }));
        for (auto& each : all) each.join();
    });
}

TEST_P(Storm, OnMutexesThatDieRightAfterTheUnlock) {
    run_and_check({.workers = GetParam()}, [] {
        struct shared {
            mutex guard;
            int users = 2;
        };
        for (std::size_t round = 0; round < scaled(1'000'000); ++round) {
            auto* const both = new shared;
            const auto use = [both] {
                both->guard.lock();
                const bool last = --both->users == 0;
                both->guard.unlock();
                if (last) delete both;
            };
            auto other = spawn(use);
            use();
            other.join();
        }
    });
}

TEST_P(Storm, OnOneMutex) {
    run_and_check({.workers = GetParam()}, [] {
        mutex guard;
        std::size_t count = 0;
        const std::size_t times = scaled(20'000);
        const auto work = [&] {
            for (std::size_t i = 0; i < times; ++i) {
                const std::lock_guard lock(guard);
                ++count;
                if (i % 16 == 0) this_fiber::yield();
            }
        };
        std::vector<fiber<void>> all;
        for (int i = 0; i < 16; ++i) all.push_back(spawn(work));
        for (auto& each : all) each.join();
        EXPECT_EQ(count, 16 * times);
    });
}

WEFT_OVER_REAL_WORKERS(Storm);

} // namespace
} // namespace weft::test
