// SPDX-License-Identifier: BSL-1.0
// What every lock of the library's own must do.
#include <weft/detail/base/biased_lock.hpp>
#include <weft/detail/base/lock_scope.hpp>
#include <weft/detail/base/tiny_lock.hpp>

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace weft::detail {
namespace {

template <class Lock>
class Locks : public ::testing::Test {};
using all_locks = ::testing::Types<tiny_lock, biased_lock>;
TYPED_TEST_SUITE(Locks, all_locks);

template <class Lock>
void use(Lock& lock, int& count, int times) {
    for (int n = 0; n < times; ++n) {
        const lock_scope guard(lock);
        ++count;
    }
}

// The analysis does not see through EXPECT_TRUE.
template <class Lock>
void try_twice(Lock& lock) WEFT_NO_THREAD_SAFETY_ANALYSIS {
    EXPECT_TRUE(lock.try_lock());
    std::thread([&lock]() WEFT_NO_THREAD_SAFETY_ANALYSIS { EXPECT_FALSE(lock.try_lock()); }).join();
    lock.unlock();
}

TYPED_TEST(Locks, TryLockFailsWhileAnotherThreadHasIt) {
    TypeParam lock;
    try_twice(lock);
    try_twice(lock);
}

TYPED_TEST(Locks, LetOneThreadInAtATimeFromTheFirstUseOn) {
    constexpr int k_threads = 4, k_times = 20'000;
    TypeParam lock;
    int count = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < k_threads; ++i) threads.emplace_back([&] { use(lock, count, k_times); });
    for (auto& each : threads) each.join();
    EXPECT_EQ(count, k_threads * k_times);
}

TYPED_TEST(Locks, MayBeDestroyedByTheNextHolder) {
    struct shared {
        TypeParam lock;
        int holders = 0;
    };
    for (int round = 0; round < 1000; ++round) {
        auto* const both = new shared;
        int warm_up = 0;
        use(both->lock, warm_up, 3 * k_bias_turns); // biased, if it can be
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
