// SPDX-License-Identifier: BSL-1.0
#include <weft/detail/base/fence.hpp>

#include <gtest/gtest.h>

#include <thread>

namespace weft::detail {
namespace {

// Two threads store, fence, load: at least one of them must see the other's store.
TEST(AsymmetricFence, OneSideAlwaysSeesTheOther) {
    constexpr int k_rounds = 20'000;
    atomic<int> light_side{0}, heavy_side{0}, seen_by_light{0}, round_done{0}, go{0};
    std::thread light([&] {
        for (int round = 1; round <= k_rounds; ++round) {
            while (go.load() != round) std::this_thread::yield();
            light_side.store(round, memory_order_relaxed);
            asymmetric_fence::light();
            seen_by_light.store(heavy_side.load(memory_order_relaxed));
            round_done.store(round);
        }
    });
    int lost = 0;
    for (int round = 1; round <= k_rounds; ++round) {
        go.store(round);
        heavy_side.store(round, memory_order_relaxed);
        asymmetric_fence::heavy();
        const int seen_by_heavy = light_side.load(memory_order_relaxed);
        while (round_done.load() != round) std::this_thread::yield();
        if (seen_by_heavy != round && seen_by_light.load() != round) ++lost;
    }
    light.join();
    EXPECT_EQ(lost, 0);
}

} // namespace
} // namespace weft::detail
