// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/tiny_lock.hpp>

#include <weft/detail/base/lock_scope.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace weft::detail {
namespace {

// The analysis does not see through EXPECT_TRUE.
void try_twice(tiny_lock& lock) WEFT_NO_THREAD_SAFETY_ANALYSIS {
    EXPECT_TRUE(lock.try_lock());
    EXPECT_FALSE(lock.try_lock());
    lock.unlock();
}

TEST(TinyLock, TryLockFailsWhileHeld) {
    tiny_lock lock;
    try_twice(lock);
    try_twice(lock);
}

TEST(TinyLock, LetsOneThreadInAtATime) {
    constexpr int k_threads = 4, k_times = 20'000;
    tiny_lock lock;
    int count = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < k_threads; ++i)
        threads.emplace_back([&] {
            for (int n = 0; n < k_times; ++n) {
                const lock_scope guard(lock);
                ++count;
            }
        });
    for (auto& each : threads) each.join();
    EXPECT_EQ(count, k_threads * k_times);
}

TEST(TinyLock, MayBeDestroyedByTheNextHolder) {
    struct shared {
        tiny_lock lock;
        int holders = 0;
    };
    for (int round = 0; round < 2000; ++round) {
        auto* const both = new shared;
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
