// SPDX-License-Identifier: BSL-1.0
// Adapters for which the two kinds of generators differ: merge, and batches that go out in time.
#include "support/over_workers.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class Merging : public OverWorkers {};
WEFT_OVER_WORKERS(Merging);

/// n, n + 1 ..., `count` of them, each after `pause`.
async_generator<int> ticking(int n, int count, std::chrono::nanoseconds pause) {
    return async_generator<int>([=](auto& yield) {
        for (int i = 0; i < count; ++i) {
            this_fiber::sleep_for(pause);
            yield(n + i);
        }
    });
}

TEST_P(Merging, GeneratorsAreAskedInTurns) {
    run([] {
        const auto from = [](int n, int count) {
            return generator<int>([=](auto& yield) {
                for (int i = 0; i < count; ++i) yield(n + i);
            });
        };
        std::vector<int> got;
        for (const int i : adapt::merge(from(10, 1), from(20, 3), from(30, 2))) got.push_back(i);
        EXPECT_EQ(got, (std::vector{10, 20, 30, 21, 31, 22}));
    });
}

TEST_P(Merging, AsyncItemsComeAsTheyAreThere) {
    run([] {
        const auto begun = clock::now();
        std::vector<int> got;
        for (const int i : adapt::merge(ticking(10, 3, 1000ms), ticking(20, 4, 300ms), ticking(30, 0, 1s)))
            got.push_back(i);
        EXPECT_EQ(got, (std::vector{20, 21, 22, 10, 23, 11, 12}));
        EXPECT_EQ(clock::now() - begun, 3s);
    });
}

TEST_P(Merging, OfNoneEndsAtOnce) {
    run([] {
        EXPECT_FALSE(adapt::merge(std::vector<async_generator<int>>()).next());
        EXPECT_FALSE(adapt::merge(std::vector<generator<int>>()).next());
    });
}

TEST_P(Merging, AnErrorComesAfterTheItemsBeforeItAndClosesTheOthers) {
    run([] {
        bool closed = false;
        struct says {
            bool& closed;
            ~says() { closed = true; }
        };
        std::vector<async_generator<int>> all;
        all.push_back(async_generator<int>([](auto& yield) {
            this_fiber::sleep_for(1s);
            yield(1);
            this_fiber::sleep_for(1s);
            throw std::runtime_error("gone");
        }));
        all.push_back(async_generator<int>([&](auto& yield) {
            const says mine{closed};
            for (int i = 0;; ++i) {
                this_fiber::sleep_for(700ms);
                yield(100 + i);
            }
        }));
        auto both = adapt::merge(std::move(all));
        std::vector<int> got;
        EXPECT_THROW(for (const int i : both) got.push_back(i), std::runtime_error);
        EXPECT_EQ(got, (std::vector{100, 1, 101}));
        EXPECT_TRUE(closed);
        EXPECT_FALSE(both.next());
    });
}

TEST_P(Merging, ABreakEndsSourcesThatWaitForAChannelForEver) {
    run([] {
        channel<int> silent(0), busy(4);
        busy.push(1);
        busy.push(2);
        const auto begun = clock::now();
        for (const int i : adapt::merge(from_channel(silent) | adapt::map([](int each) { return each; }) |
                                            adapt::filter([](int) { return true; }),
                                        adapt::merge(from_channel(busy), from_channel(silent) | adapt::throttle(1h)) |
                                            adapt::take(5)))
            if (i == 1) break;
        EXPECT_EQ(clock::now(), begun);
    });
}

TEST_P(Merging, ACloseReachesThroughEveryAdapter) {
    run([] {
        channel<int> silent(0);
        const auto same = [](int i) { return i; };
        auto chain = adapt::zip(from_channel(silent) | adapt::map(same) | adapt::filter([](int) { return true; }) |
                                    adapt::take(3) | adapt::throttle(1s) | adapt::buffer(1),
                                from_channel(silent)) |
                     adapt::batch(2) | adapt::map([](const auto& each) { return each.size(); }) | adapt::batch(3, 1s);
        std::optional<std::vector<std::size_t>> item;
        EXPECT_EQ(chain.next_for(item, 2s), channel_status::timeout);
        const auto before = clock::now();
        chain.close();
        EXPECT_EQ(clock::now(), before);
    });
}

TEST_P(Merging, YieldFromIsToldOfTheCloseToo) {
    run([] {
        channel<int> silent(0);
        async_generator<int> outer({.prefetch = 1}, [&](auto& yield) { yield.from(from_channel(silent)); });
        this_fiber::sleep_for(1s);
        outer.close();
    });
}

TEST_P(Merging, ManySourcesLoseNothing) {
    run([] {
        constexpr int k_sources = 20, k_items = 30;
        std::vector<async_generator<int>> all;
        for (int s = 0; s < k_sources; ++s)
            all.push_back(async_generator<int>({.prefetch = static_cast<std::size_t>(s % 4)}, [s](auto& yield) {
                for (int i = 0; i < k_items; ++i) {
                    if (i % 7 == s % 7) this_fiber::yield();
                    yield(s * k_items + i);
                }
            }));
        std::vector<int> next(k_sources, 0);
        for (const int i : adapt::merge(std::move(all)))
            EXPECT_EQ(next[static_cast<std::size_t>(i / k_items)]++, i % k_items);
        EXPECT_EQ(std::ranges::count(next, k_items), k_sources);
    });
}

TEST_P(Merging, ABatchWithATimeoutGoesOutInTime) {
    run([] {
        async_generator<int> bursts([](auto& yield) {
            yield(1);
            yield(2);
            yield(3); // full
            yield(4);
            this_fiber::sleep_for(10s); // 4 goes alone after 1 s
            yield(5);
            this_fiber::sleep_for(600ms);
            yield(6);
            this_fiber::sleep_for(600ms); // 5 and 6 go after 1 s
            yield(7);
        });
        const auto begun = clock::now();
        std::vector<std::pair<std::vector<int>, std::chrono::nanoseconds>> got;
        for (std::vector<int> each : std::move(bursts) | adapt::batch(3, 1s))
            got.emplace_back(std::move(each), clock::now() - begun);
        using rows = std::vector<std::pair<std::vector<int>, std::chrono::nanoseconds>>;
        EXPECT_EQ(got, (rows{{{1, 2, 3}, 0ms}, {{4}, 1s}, {{5, 6}, 11s}, {{7}, 11200ms}}));
    });
}

} // namespace
} // namespace weft::test
