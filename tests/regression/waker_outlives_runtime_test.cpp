// SPDX-License-Identifier: BSL-1.0
// A plain thread that wakes the last fiber of a runtime was still looking for an idle worker to unpark when the
// runtime was destroyed. After the wake the waker may touch nothing that the woken may destroy.
#include "support/stress.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <thread>

namespace weft::test {
namespace {

constexpr std::size_t k_rounds = 1000;

class WakerOutlivesRuntime : public ::testing::TestWithParam<unsigned> {};

TEST_P(WakerOutlivesRuntime, WhenItWakesTheMainFiber) {
    for (std::size_t round = 0; round < scaled(k_rounds); ++round) {
        channel<int> numbers(1);
        std::thread waker([&] { numbers.push(1); });
        run(options{.workers = GetParam()}, [&] { EXPECT_EQ(numbers.pop(), 1); });
        waker.join();
    }
}

TEST_P(WakerOutlivesRuntime, WhenItWakesAPinnedFiber) {
    for (std::size_t round = 0; round < scaled(k_rounds); ++round) {
        channel<int> numbers(1);
        std::thread waker([&] { numbers.push(1); });
        run(options{.workers = GetParam()}, [&] { spawn({.pinned = true}, [&] { numbers.pop(); }).join(); });
        waker.join();
    }
}

INSTANTIATE_TEST_SUITE_P(Workers, WakerOutlivesRuntime, ::testing::Values(1u, 2u, 4u),
                         ::testing::PrintToStringParamName());

} // namespace
} // namespace weft::test
