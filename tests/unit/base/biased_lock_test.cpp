// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/biased_lock.hpp>

#include <weft/detail/base/lock_scope.hpp>

#include <gtest/gtest.h>

#include <latch>
#include <memory>
#include <thread>
#include <vector>

namespace weft::detail {
namespace {

constexpr int k_until_biased = 3 * k_bias_turns;

void use(biased_lock& lock, int& count, int times) {
    for (int n = 0; n < times; ++n) {
        const lock_scope guard(lock);
        ++count;
    }
}

// The analysis does not see through EXPECT_TRUE.
void try_twice(biased_lock& lock) WEFT_NO_THREAD_SAFETY_ANALYSIS {
    EXPECT_TRUE(lock.try_lock());
    std::thread([&lock]() WEFT_NO_THREAD_SAFETY_ANALYSIS { EXPECT_FALSE(lock.try_lock()); }).join();
    lock.unlock();
}

TEST(BiasedLock, TryLockFailsWhileAnotherThreadHasIt) {
    biased_lock lock;
    try_twice(lock);
    try_twice(lock);
}

TEST(BiasedLock, LetsOneThreadInAtATimeFromTheFirstUseOn) {
    constexpr int k_threads = 4, k_times = 20'000;
    biased_lock lock;
    int count = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < k_threads; ++i) threads.emplace_back([&] { use(lock, count, k_times); });
    for (auto& each : threads) each.join();
    EXPECT_EQ(count, k_threads * k_times);
}

TEST(BiasedLock, LetsOneThreadInAtATimeWhileItsBiasEnds) {
    constexpr int k_rounds = 300, k_times = 200;
    for (int round = 0; round < k_rounds; ++round) {
        biased_lock lock;
        int count = 0;
        use(lock, count, k_until_biased);
        std::latch start(2);
        std::thread other([&] {
            start.arrive_and_wait();
            use(lock, count, k_times);
        });
        start.arrive_and_wait();
        use(lock, count, k_times);
        other.join();
        ASSERT_EQ(count, k_until_biased + 2 * k_times);
    }
}

TEST(BiasedLock, OutlivesTheThreadThatHadTheBias) {
    biased_lock lock;
    int count = 0;
    std::thread([&] { use(lock, count, k_until_biased); }).join();
    std::thread([&] { use(lock, count, k_until_biased); }).join();
    use(lock, count, k_until_biased);
    EXPECT_EQ(count, 3 * k_until_biased);
}

TEST(BiasedLock, MayBeDestroyedByTheNextHolder) {
    struct shared {
        biased_lock lock;
        int holders = 0;
    };
    for (int round = 0; round < 500; ++round) {
        auto* const both = new shared;
        int warm_up = 0;
        use(both->lock, warm_up, k_until_biased);
        const auto enter = [both] {
            both->lock.lock();
            const bool last = ++both->holders == 2;
            both->lock.unlock();
            if (last) delete both;
        };
        std::thread other(enter);
        enter();
        other.join();
    }
}

} // namespace
} // namespace weft::detail
