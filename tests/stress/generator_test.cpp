// SPDX-License-Identifier: BSL-1.0
// A hundred million items with flat memory; generators by the hundred thousand; and handed around among threads.
#include "support/memory.hpp"
#include "support/stress.hpp"

#include <weft/generator.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

/// Sanitizers keep memory of their own for what is long gone.
constexpr bool k_memory_is_ours = !WEFT_ASAN && !WEFT_TSAN;

generator<std::uint64_t> naturals() {
    return generator<std::uint64_t>([](auto& yield) {
        for (std::uint64_t i = 0;; ++i) yield(i);
    });
}

TEST(GeneratorStress, AHundredMillionItemsTakeNoMemory) {
    const std::uint64_t most = scaled(100'000'000);
    std::uint64_t sum = 0;
    std::size_t before = 0;
    for (const std::uint64_t i : naturals()) {
        sum += i;
        if (i == 1000) before = resident_bytes();
        if (i == most) break;
    }
    EXPECT_EQ(sum, most * (most + 1) / 2);
    if (k_memory_is_ours) {
        EXPECT_LE(resident_bytes(), before + 262'144);
    }
}

TEST(GeneratorStress, AMillionLivesTakeNoMemory) {
    const std::size_t lives = scaled(1'000'000);
    std::size_t before = 0;
    for (std::size_t i = 0; i < lives; ++i) {
        if (i == lives / 100) before = resident_bytes();
        generator<std::uint64_t> numbers = naturals();
        if (i % 2 == 0) {
            EXPECT_EQ(*numbers.next(), 0u);
        }
    }
    if (k_memory_is_ours) {
        EXPECT_LE(resident_bytes(), before + 2'097'152);
    }
}

TEST(GeneratorStress, AHundredThousandSuspendedOnesTakeAPageEach) {
    const std::size_t count = scaled(100'000);
    std::vector<generator<std::uint64_t>> all;
    all.reserve(count);
    const std::size_t before = resident_bytes();
    for (std::size_t i = 0; i < count; ++i) {
        all.push_back(naturals());
        EXPECT_EQ(*all.back().next(), 0u);
    }
    if (k_memory_is_ours) {
        EXPECT_LE(resident_bytes() - before, count * 4400 + 2'097'152);
    }
    for (auto& each : all) EXPECT_EQ(*each.next(), 1u);
}

/// One of many that the threads share; each use is ordered by the lock.
struct shared_one {
    std::mutex lock;
    generator<std::uint64_t> numbers = naturals();
    std::uint64_t next = 0;
};

TEST(GeneratorStress, ThreadsThatShareThemSeeEveryItemOnceAndInOrder) {
    constexpr int k_threads = 4;
    std::vector<shared_one> all(32);
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < k_threads; ++t) {
        threads.emplace_back([&all, t] {
            std::minstd_rand random(t + 1);
            for (std::size_t i = 0; i < scaled(100'000); ++i) {
                shared_one& one = all[random() % all.size()];
                const std::lock_guard guard(one.lock);
                if (random() % 64 == 0) { // a new one in its place: the old one unwinds on this thread
                    one.numbers = naturals();
                    one.next = 0;
                }
                ASSERT_EQ(one.numbers.next(), one.next++);
            }
        });
    }
    for (auto& each : threads) each.join();
}

} // namespace
} // namespace weft::test
