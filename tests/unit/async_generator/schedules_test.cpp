// SPDX-License-Identifier: BSL-1.0
// Small programs of async generators in every order: whole generators, above the models of what they stand on.
#include "support/over_workers.hpp"

#include <weft/testing/check.hpp>
#include <weft/testing/explore.hpp>
#include <weft/testing/guards.hpp>
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <utility>

namespace weft::test {
namespace {

using testing::check;

/// With every schedule of at most one preemption, or as many as there is time for; then random and PCT ones.
void holds_in_every_order(const std::function<void()>& program) {
    const auto body = [&] {
        const testing::no_leaked_fibers nobody_stays;
        program();
    };
    constexpr std::uint64_t k_share = WEFT_ASAN || WEFT_TSAN ? 10 : 1;
    for (const auto how : {testing::strategy::dfs, testing::strategy::random, testing::strategy::pct}) {
        const std::uint64_t runs = (how == testing::strategy::dfs ? 3000 : 500) / k_share;
        const testing::exploration found =
            testing::explore(body, {.strategy = how, .runs = runs, .preemption_bound = 1});
        EXPECT_TRUE(found) << found.failure;
    }
}

async_generator<int> count(std::size_t lead, int& living) {
    return async_generator<int>({.prefetch = lead}, [&living](auto& yield) {
        struct counted {
            int& living;
            explicit counted(int& all) : living(++all) {}
            ~counted() { --living; }
        };
        const counted mine(living);
        for (int i = 0;; ++i) yield(i);
    });
}

TEST(AsyncGeneratorSchedules, ABodyIsClosedWhereverItIs) {
    for (const std::size_t lead : {0u, 1u, 2u})
        holds_in_every_order([lead] {
            int living = 0;
            {
                auto numbers = count(lead, living);
                check(numbers.next() == 0 && numbers.next() == 1, "in order");
            }
            check(living == 0, "the body is unwound");
        });
}

TEST(AsyncGeneratorSchedules, OneThatHasHardlyBegunIsClosed) {
    holds_in_every_order([] {
        int living = 0;
        { auto numbers = count(1, living); }
        check(living == 0, "the body is unwound, or never ran");
    });
}

TEST(AsyncGeneratorSchedules, AnErrorComesAfterTheItems) {
    for (const std::size_t lead : {0u, 1u, 3u})
        holds_in_every_order([lead] {
            async_generator<int> numbers({.prefetch = lead}, [](auto& yield) {
                yield(0);
                yield(1);
                throw std::runtime_error("no more");
            });
            int got = 0;
            bool failed = false;
            try {
                for (const int i : numbers) check(i == got++, "in order");
            } catch (const std::runtime_error&) {
                failed = true;
            }
            check(failed && got == 2, "the error comes last");
        });
}

TEST(AsyncGeneratorSchedules, ACloseGoesThroughMergesAndMaps) {
    holds_in_every_order([] {
        channel<int> silent(0);
        int living = 0;
        {
            auto merged = adapt::merge(from_channel(silent) | adapt::map([](int i) { return i; }), count(0, living));
            check(merged.next() == 0, "the other one is silent");
        }
        check(living == 0, "all are closed");
    });
}

TEST(AsyncGeneratorSchedules, ASecondConsumerIsRefusedOrServed) {
    holds_in_every_order([] {
        int living = 0;
        auto numbers = count(0, living);
        int got = 0, refused = 0;
        const auto ask = [&] {
            try {
                got += numbers.next() ? 1 : 0;
            } catch (const generator_error&) {
                ++refused;
            }
        };
        auto other = spawn(ask);
        ask();
        other.join();
        check(got + refused == 2 && got >= 1, "one of them gets an item");
        check(numbers.next() == got, "and no item is lost");
    });
}

} // namespace
} // namespace weft::test
