// SPDX-License-Identifier: BSL-1.0
// Conservation through async generators: a million items through a chain of adapters, from several sources, with closes
// at any moment. Nothing is lost or doubled, and nothing runs on.
#include "support/books.hpp"
#include "support/over_workers.hpp"
#include "support/seed.hpp"
#include "support/stress.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

class AsyncGeneratorStress : public OverWorkers {
protected:
    time_limit limit{std::chrono::seconds(200)};
};

async_generator<std::uint64_t> naturals(std::size_t lead) {
    return async_generator<std::uint64_t>({.prefetch = lead}, [](auto& yield) {
        for (std::uint64_t i = 0;; ++i) yield(i);
    });
}

TEST_P(AsyncGeneratorStress, AMillionItemsThroughMapFilterAndBatch) {
    const std::uint64_t items = scaled(250'000); // on each number of workers
    run([&] {
        for (const std::size_t lead : {0u, 1u, 64u}) {
            std::uint64_t next = 0;
            const std::uint64_t most = lead == 0 ? items / 4 : items;
            for (const auto& each : naturals(lead) | adapt::filter([](std::uint64_t i) { return i % 3 != 0; }) |
                                        adapt::buffer(lead) | adapt::map([](std::uint64_t i) { return 2 * i; }) |
                                        adapt::buffer(lead) | adapt::batch(7) | adapt::buffer(lead)) {
                ASSERT_EQ(each.size(), 7u);
                for (const std::uint64_t i : each) {
                    next += next % 3 == 0 ? 1 : 0;
                    ASSERT_EQ(i, 2 * next++);
                }
                if (next > most) break;
            }
        }
    });
}

TEST_P(AsyncGeneratorStress, FromManySourcesEachItemComesOnceAndInOrder) {
    const auto numbers = static_cast<std::uint32_t>(scaled(20'000));
    constexpr std::uint32_t k_sources = 8;
    run([&] {
        books all(k_sources, numbers);
        in_order order(k_sources);
        std::vector<async_generator<numbered>> sources;
        for (std::uint32_t who = 0; who < k_sources; ++who)
            sources.push_back(async_generator<numbered>({.prefetch = who}, [&all, who, numbers](auto& yield) {
                for (std::uint32_t i = 0; i < numbers; ++i) {
                    all.pushed({who, i});
                    yield(numbered{who, i});
                }
            }));
        std::size_t count = 0;
        for (const numbered item : adapt::merge(std::move(sources)) | adapt::buffer(16)) {
            all.popped(item);
            order.got(item);
            ++count;
        }
        EXPECT_EQ(count, std::size_t{k_sources} * numbers);
        all.expect_balanced();
    });
}

/// A chain of random adapters.
async_generator<std::uint64_t> random_chain(std::mt19937_64& rolls, std::atomic<int>& living) {
    struct counted {
        std::atomic<int>& living;
        explicit counted(std::atomic<int>& all) : living(all) { ++living; }
        ~counted() { --living; }
    };
    async_generator<std::uint64_t> chain([&living](auto& yield) {
        const counted mine(living);
        for (std::uint64_t i = 0;; ++i) {
            if (i % 5 == 4) this_fiber::yield();
            yield(i);
        }
    });
    for (std::uint64_t left = rolls() % 4; left != 0; --left) {
        switch (rolls() % 5) {
        case 0: chain = adapt::buffer(std::move(chain), rolls() % 5); break;
        case 1: chain = adapt::filter(std::move(chain), [](std::uint64_t i) { return i * 0x9E37'79B9 % 7 < 4; }); break;
        case 2: chain = adapt::take(std::move(chain), 1 + rolls() % 50); break;
        case 3: chain = adapt::merge(std::move(chain), random_chain(rolls, living)); break;
        default: chain = adapt::map(std::move(chain), [](std::uint64_t i) { return i + 1; }); break;
        }
    }
    return chain;
}

TEST_P(AsyncGeneratorStress, LeavingAtAnyMomentLeavesNothingRunning) {
    const std::uint64_t seed = seed_of_test();
    const std::size_t rounds = scaled(2'000);
    run([&] {
        std::vector<fiber<void>> consumers;
        for (std::uint64_t who = 0; who < 4; ++who)
            consumers.push_back(spawn([&, who] {
                std::mt19937_64 rolls(seed + who);
                for (std::size_t round = 0; round < rounds; ++round) {
                    std::atomic<int> living = 0;
                    {
                        auto chain = random_chain(rolls, living);
                        std::uint64_t left = rolls() % 20;
                        if (left != 0)
                            for ([[maybe_unused]] const std::uint64_t each : chain)
                                if (--left == 0) break;
                        if (rolls() % 2 == 0) chain.close();
                    }
                    ASSERT_EQ(living, 0);
                }
            }));
        for (auto& each : consumers) each.join();
    });
}

WEFT_OVER_REAL_WORKERS(AsyncGeneratorStress);

} // namespace
} // namespace weft::test
