// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace weft::test {

/// The seed of a random test: WEFT_SEED from the environment, or a fresh one; printed, so that a failure can be
/// replayed.
inline std::uint64_t seed_of_test() {
    const char* const wanted = std::getenv("WEFT_SEED");
    const std::uint64_t seed = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : std::random_device{}();
    std::printf("[   seed   ] WEFT_SEED=%llu\n", static_cast<unsigned long long>(seed));
    ::testing::Test::RecordProperty("seed", std::to_string(seed));
    return seed;
}

} // namespace weft::test
