// SPDX-License-Identifier: BSL-1.0
// Who learns of an error, and when: of the body's, of the items' moves, of wrong use.
#include "support/moody.hpp"
#include "support/over_workers.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class AsyncGeneratorErrors : public OverWorkers {};
WEFT_OVER_WORKERS(AsyncGeneratorErrors);

async_generator<int> failing_after(int n) {
    return async_generator<int>({.name = "odd"}, [n](auto& yield) {
        for (int i = 0; i < n; ++i) yield(i);
        throw std::runtime_error("out of numbers");
    });
}

template <class Fn>
std::string error_of(Fn&& fn) {
    try {
        fn();
    } catch (const std::exception& error) {
        return error.what();
    }
    return "none";
}

TEST_P(AsyncGeneratorErrors, OfTheBodyComeOnceAfterTheItemsBeforeThem) {
    run([] {
        for (const std::size_t lead : {0u, 1u, 3u, 10u}) {
            auto numbers = failing_after(3);
            numbers.prefetch(lead);
            this_fiber::sleep_for(1s); // the body may have failed long ago
            for (int i = 0; i < 3; ++i) EXPECT_EQ(numbers.next(), i);
            EXPECT_EQ(error_of([&] { numbers.next(); }), "out of numbers");
            EXPECT_TRUE(numbers.done());
            EXPECT_EQ(numbers.next(), std::nullopt);
            numbers.close();
        }
    });
}

TEST_P(AsyncGeneratorErrors, OfTheBodyLeaveALoop) {
    run([] {
        int sum = 0;
        EXPECT_EQ(error_of([&] {
                      for (const int i : failing_after(4).prefetch(2)) sum += i;
                  }),
                  "out of numbers");
        EXPECT_EQ(sum, 6);
    });
}

TEST_P(AsyncGeneratorErrors, ThatNobodyHasSeenAreThrownByClose) {
    run([] {
        auto numbers = failing_after(2);
        numbers.prefetch(5);
        EXPECT_EQ(numbers.next(), 0);
        this_fiber::sleep_for(1s);
        EXPECT_EQ(error_of([&] { numbers.close(); }), "out of numbers");
        EXPECT_EQ(numbers.next(), std::nullopt);
    });
}

TEST_P(AsyncGeneratorErrors, BeforeTheFirstItem) {
    run([] {
        for (const std::size_t lead : {0u, 1u})
            EXPECT_EQ(error_of([&] { failing_after(0).prefetch(lead).next(); }), "out of numbers");
    });
}

TEST_P(AsyncGeneratorErrors, PassThroughTwoGenerators) {
    run([] {
        async_generator<int> outer({.prefetch = 2}, [](auto& yield) {
            for (const int i : failing_after(3).prefetch(1)) yield(10 * i);
        });
        std::vector<int> got;
        EXPECT_EQ(error_of([&] {
                      for (const int i : outer) got.push_back(i);
                  }),
                  "out of numbers");
        EXPECT_EQ(got, (std::vector{0, 10, 20}));
    });
}

TEST_P(AsyncGeneratorErrors, ASecondConsumerIsRefused) {
    run([] {
        async_generator<int> numbers({.name = "odd"}, [](auto& yield) {
            for (int i = 0;; ++i) {
                this_fiber::sleep_for(1s);
                yield(i);
            }
        });
        auto first = spawn([&] { return numbers.next(); });
        this_fiber::sleep_for(100ms);
        const std::string text =
            "async generator 'odd' is being asked, or closed, already: one consumer at a time may use it";
        EXPECT_EQ(error_of([&] { numbers.next(); }), text);
        EXPECT_EQ(error_of([&] { numbers.close(); }), text);
        EXPECT_EQ(first.join(), 0);
        EXPECT_EQ(numbers.next(), 1);
    });
}

/// The first one's item is there already, and it has not run yet: seen where the order of the ready fibers is promised.
TEST(AsyncGeneratorOrder, ARefusedConsumerTakesNothingFromTheFirst) {
    const auto body = [] {
        event second;
        async_generator<int> numbers([&](auto& yield) {
            this_fiber::sleep_for(1s);
            second.set();
            for (int i = 1; i <= 3; ++i) {
                yield(i);
                this_fiber::sleep_for(1s);
            }
        });
        std::vector<int> got;
        auto first = spawn([&] {
            for (const int i : numbers) got.push_back(i);
        });
        auto other = spawn([&] {
            second.wait();
            EXPECT_THROW(static_cast<void>(numbers.begin()), generator_error);
        });
        first.join();
        other.join();
        EXPECT_EQ(got, (std::vector{1, 2, 3}));
    };
    testing::fiber_test_options how;
    how.runtime.order = order::fifo;
    testing::expect_clean({1}, body, how);
}

TEST_P(AsyncGeneratorErrors, APrefetchThatNoMemoryHoldsLeavesItAsItWas) {
    run([] {
        async_generator<int> numbers([](auto& yield) { yield(1); });
        EXPECT_THROW(numbers.prefetch(~std::size_t{0} / 2), std::bad_alloc);
        EXPECT_FALSE(numbers.has_begun());
        EXPECT_EQ(numbers.next(), 1);
        EXPECT_EQ(numbers.next(), std::nullopt);
    });
}

TEST_P(AsyncGeneratorErrors, ABodyThatUsesItsOwnGeneratorIsRefused) {
    run([] {
        std::optional<async_generator<int>> numbers;
        const auto body = [&](auto& yield) {
            EXPECT_THROW(numbers->next(), generator_error);
            EXPECT_THROW(numbers->close(), generator_error);
            yield(1);
            this_fiber::sleep_for(1s); // nobody asks
            EXPECT_THROW(numbers->next(), generator_error);
            EXPECT_THROW(numbers->close(), generator_error);
            yield(2);
        };
        for (const std::size_t lead : {0u, 1u}) {
            numbers.emplace(body);
            numbers->prefetch(lead);
            EXPECT_EQ(numbers->next(), 1);
            this_fiber::sleep_for(2s);
            EXPECT_EQ(numbers->next(), 2);
            EXPECT_EQ(numbers->next(), std::nullopt);
        }
    });
}

TEST_P(AsyncGeneratorErrors, PrefetchOnceItHasBegunIsRefused) {
    run([] {
        async_generator<int> numbers({.name = "odd"}, [](auto& yield) { yield(1); });
        numbers.prefetch(0).prefetch(2);
        const std::string text =
            "async generator 'odd' has begun, or is closed: say how far it may prefetch before the first "
            "item is asked for";
        EXPECT_EQ(error_of([&] { numbers.prefetch(3); }), text);
        EXPECT_EQ(numbers.next(), 1);
        numbers.close();
        EXPECT_EQ(error_of([&] { numbers.prefetch(3); }), text);
    });
}

TEST_P(AsyncGeneratorErrors, TheExitOfAnotherGeneratorIsAnErrorLikeAnyOther) {
    run([] {
        async_generator<int> numbers([](auto& yield) {
            yield(1);
            throw generator_exit();
        });
        EXPECT_EQ(numbers.next(), 1);
        EXPECT_THROW(numbers.next(), generator_exit);
        EXPECT_EQ(numbers.next(), std::nullopt);
    });
}

/// Whatever move throws, somebody learns of it, and each number comes at most once and in order. What the body could
/// not hand over it still has.
TEST_P(AsyncGeneratorErrors, AMoveThatThrowsLosesNothingInSilence) {
    run([] {
        for (const std::size_t lead : {0u, 1u, 3u})
            for (int moves = 1; moves <= 12; ++moves) {
                std::atomic<int> left = moves;
                int complaints = 0;
                async_generator<moody> numbers({.prefetch = lead}, [&](auto& yield) {
                    for (int i = 0; i < 4; ++i) {
                        moody item(i, &left);
                        for (bool is_over = false; !is_over;) {
                            try {
                                yield(std::move(item));
                                is_over = true;
                            } catch (const std::runtime_error&) {
                                ++complaints;
                                EXPECT_EQ(item.value, i);
                            }
                        }
                    }
                });
                std::vector<int> got;
                for (bool is_over = false; !is_over;) {
                    try {
                        std::optional<moody> item;
                        is_over = numbers.next_until(item, clock::time_point::max()) == channel_status::closed;
                        if (!is_over) got.push_back(item->value);
                    } catch (const std::runtime_error&) {
                        ++complaints;
                    }
                }
                EXPECT_EQ(got, (std::vector{0, 1, 2, 3})) << lead << " " << moves;
                EXPECT_EQ(complaints, left <= 0 ? 1 : 0);
            }
    });
}

} // namespace
} // namespace weft::test
