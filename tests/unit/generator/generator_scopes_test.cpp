// SPDX-License-Identifier: BSL-1.0
// A generator's body runs as its consumer's fiber, so a scope that means the fiber must not be open across a yield.
#include "support/over_workers.hpp"

#include <weft/testing/guards.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class GeneratorScopes : public OverWorkers {};
WEFT_OVER_WORKERS(GeneratorScopes);

template <class Fn>
std::string error_of(Fn&& fn) {
    try {
        fn();
    } catch (const generator_error& error) {
        return error.what();
    }
    return "none";
}

std::string text_about(const char* scope) {
    return std::string("generator 'odd' yields inside a scope that its body has opened (") + scope +
           "), which would mean its consumer then: close the scope first, or take an async_generator, whose body has a "
           "fiber of its own";
}

TEST_P(GeneratorScopes, AYieldInsideOneThatTheBodyHasOpenedIsAnErrorThatSaysSo) {
    run([] {
        generator<int> numbers({.name = "odd"}, [](auto& yield) {
            yield(1);
            const testing::no_leaked_fibers guard;
            const auto helper = [&] {
                const testing::no_blocking inner(1h);
                yield(2);
            };
            helper();
        });
        EXPECT_EQ(numbers.next(), 1);
        EXPECT_EQ(error_of([&] { numbers.next(); }), text_about("weft::testing::no_blocking"));
        EXPECT_EQ(numbers.next(), std::nullopt);
    });
}

TEST_P(GeneratorScopes, ACancelScopeIsOneToo) {
    run([] {
        generator<int> numbers({.name = "odd"}, [](auto& yield) { with_timeout(1h, [&] { yield(1); }); });
        EXPECT_EQ(error_of([&] { numbers.next(); }), text_about("weft::cancel_scope"));
        generator<int> fine([](auto& yield) {
            const int number = with_timeout(1h, [] { return 3; });
            yield(number);
        });
        EXPECT_EQ(fine.next(), 3);
    });
}

TEST_P(GeneratorScopes, TheBodyMayCatchTheErrorAndGoOnOutsideTheScope) {
    run([] {
        std::string error;
        generator<int> numbers({.name = "odd"}, [&](auto& yield) {
            {
                const testing::no_leaked_fibers guard;
                error = error_of([&] { yield(1); });
            }
            yield(2);
        });
        EXPECT_EQ(numbers.next(), 2);
        EXPECT_EQ(error, text_about("weft::testing::no_leaked_fibers"));
        EXPECT_EQ(numbers.next(), std::nullopt);
    });
}

TEST_P(GeneratorScopes, YieldingFromAnotherGeneratorIsNoWayRound) {
    run([] {
        generator<int> numbers({.name = "odd"}, [](auto& yield) {
            generator<int> inner([](auto& yield_in) { yield_in(1); });
            const testing::no_leaked_fibers guard;
            yield.from(inner);
        });
        EXPECT_EQ(error_of([&] { numbers.next(); }), text_about("weft::testing::no_leaked_fibers"));
    });
}

TEST_P(GeneratorScopes, OfTheConsumerAreNoMatter) {
    run([] {
        const testing::no_leaked_fibers guard;
        generator<int> numbers([](auto& yield) {
            for (int i = 0; i < 3; ++i) yield(i);
        });
        int sum = 0;
        for (const int i : numbers) {
            const testing::no_leaked_fibers inner;
            sum += i;
        }
        EXPECT_EQ(sum, 3);
    });
}

TEST_P(GeneratorScopes, OfTheBodyThatCloseBeforeTheYieldAreNoMatter) {
    run([] {
        generator<int> numbers([](auto& yield) {
            for (int i = 0; i < 3; ++i) {
                {
                    const testing::no_leaked_fibers guard;
                }
                yield(i);
            }
        });
        int sum = 0;
        for (const int i : numbers) sum += i;
        EXPECT_EQ(sum, 3);
    });
}

TEST_P(GeneratorScopes, TheOuterOneIsStillOpenWhenAnInnerOneHasClosed) {
    run([] {
        generator<int> numbers({.name = "odd"}, [](auto& yield) {
            const testing::no_leaked_fibers guard;
            { const testing::no_blocking inner(1h); }
            yield(1);
        });
        EXPECT_EQ(error_of([&] { numbers.next(); }), text_about("weft::testing::no_leaked_fibers"));
    });
}

TEST_P(GeneratorScopes, StayOpenAcrossTheYieldsOfAnAsyncGenerator) {
    run([] {
        async_generator<int> numbers([](auto& yield) {
            const testing::no_blocking guard(1h);
            for (int i = 0; i < 3; ++i) yield(i);
        });
        int sum = 0;
        for (const int i : numbers) sum += i;
        EXPECT_EQ(sum, 3);
    });
}

} // namespace
} // namespace weft::test
