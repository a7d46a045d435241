// SPDX-License-Identifier: BSL-1.0
// What a biased lock does beyond locks_test.cpp.
#include <weft/detail/base/biased_lock.hpp>

#include <weft/detail/base/lock_scope.hpp>

#include <gtest/gtest.h>

#include <latch>
#include <thread>

namespace weft::detail {
namespace {

constexpr int k_until_biased = 3 * k_bias_turns;

void use(biased_lock& lock, int& count, int times) {
    for (int n = 0; n < times; ++n) {
        const lock_scope guard(lock);
        ++count;
    }
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

} // namespace
} // namespace weft::detail
