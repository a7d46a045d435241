// SPDX-License-Identifier: BSL-1.0
// Generators without any runtime: on plain threads, and moved between them.
#include "context/stack/slab.hpp"
#include "context/stack/stack.hpp"

#include <weft/detail/generator/access.hpp>
#include <weft/event.hpp>
#include <weft/generator.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace weft {
namespace {

generator<int> naturals() {
    return generator<int>([](auto& yield) {
        for (int i = 0;; ++i) yield(i);
    });
}

TEST(GeneratorOnThreads, EachThreadHasItsOwn) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([] {
            for (int round = 0; round < 200; ++round) {
                int sum = 0;
                for (const int i : naturals() | std::views::take(10)) sum += i;
                EXPECT_EQ(sum, 45);
            }
        });
    }
    for (auto& each : threads) each.join();
}

TEST(GeneratorOnThreads, MovesFromThreadToThreadWhileSuspended) {
    auto numbers = naturals();
    for (int i = 0; i < 100; ++i) {
        std::optional<int> got;
        std::thread([&] { got = numbers.next(); }).join();
        EXPECT_EQ(got, i);
    }
}

TEST(GeneratorOnThreads, BothSidesKeepTheirExceptionsOnEveryThread) {
    generator<int> codes([](auto& yield) {
        for (int i = 0;; ++i) {
            try {
                throw i;
            } catch (int) {
                yield(0);
                try {
                    throw;
                } catch (int again) {
                    yield(again);
                }
            }
        }
    });
    for (int i = 0; i < 50; ++i) {
        std::thread([&] {
            try {
                throw std::runtime_error("the thread's");
            } catch (const std::runtime_error&) {
                EXPECT_EQ(codes.next(), 0);
                EXPECT_NE(std::current_exception(), nullptr);
            }
            EXPECT_EQ(std::current_exception(), nullptr);
        }).join();
        EXPECT_EQ(codes.next(), i);
        EXPECT_EQ(std::current_exception(), nullptr);
    }
}

TEST(GeneratorOnThreads, MayOutliveTheThreadThatMadeIt) {
    std::vector<generator<int>> all;
    std::thread([&] {
        for (int i = 0; i < 200; ++i) {
            all.push_back(naturals());
            EXPECT_EQ(all.back().next(), 0);
        }
    }).join();
    for (auto& each : all) EXPECT_EQ(each.next(), 1);
    std::thread([&] { all.clear(); }).join();
}

/// Destroyed with the thread, after the thread's store of stacks when that was made later.
struct at_thread_exit {
    std::optional<generator<int>> numbers;
    ~at_thread_exit() {
        if (numbers) {
            EXPECT_EQ(numbers->next(), 1);
        }
        numbers.reset();
        EXPECT_EQ(naturals().next(), 0);
    }
};

TEST(GeneratorOnThreads, MayBeUsedWhileItsThreadEnds) {
    std::thread([] {
        thread_local at_thread_exit late;
        EXPECT_FALSE(late.numbers);
        late.numbers = naturals();
        EXPECT_EQ(late.numbers->next(), 0);
    }).join();
}

TEST(GeneratorOnThreads, TheBodyMayBlockItsThread) {
    event ready;
    generator<int> numbers([&](auto& yield) {
        ready.wait();
        yield(1);
    });
    std::thread setter([&] { ready.set(); });
    EXPECT_EQ(numbers.next(), 1);
    setter.join();
}

// --- stacks

std::size_t stack_size_in(std::size_t asked) {
    generator<std::size_t> sizes({.stack_size = asked}, [](auto& yield) { yield(detail::stack_here()->size()); });
    return *sizes.next();
}

TEST(GeneratorStacks, HaveAtLeastTheSizeThatIsAskedFor) {
    EXPECT_EQ(stack_size_in(0) & ~std::size_t{4095}, 16384u);
    EXPECT_EQ(stack_size_in(16385) & ~std::size_t{4095}, 32768u);
    EXPECT_EQ(stack_size_in(65536) & ~std::size_t{4095}, 65536u);
    EXPECT_EQ(stack_size_in(3'000'000) & ~std::size_t{4095}, std::size_t{1} << 22);
    EXPECT_THROW(stack_size_in((std::size_t{1} << 30) + 1), std::invalid_argument);
}

[[gnu::noinline]] int use_stack(int kilobytes) {
    volatile char page[1024];
    page[0] = char(kilobytes);
    return kilobytes == 0 ? 0 : use_stack(kilobytes - 1) + (page[0] == char(kilobytes));
}

TEST(GeneratorStacks, OfAMegabyteCarryDeepRecursion) {
    generator<int> deep({.stack_size = 8u << 20}, [](auto& yield) { yield(use_stack(1000)); });
    EXPECT_EQ(deep.next(), 1000);
}

TEST(GeneratorStacks, AreUsedAgainByTheNextOneOfTheThread) {
    const auto place = [] {
        generator<const void*> places([](auto& yield) { yield(detail::stack_here()); });
        return *places.next();
    };
    const void* const first = place();
    for (int i = 0; i < 10; ++i) EXPECT_EQ(place(), first);
}

TEST(GeneratorStacks, OfManyAtOnceAreAllDifferent) {
    std::vector<generator<int>> all;
    for (int i = 0; i < 3000; ++i) {
        all.push_back(generator<int>([i](auto& yield) {
            for (int k = 0;; ++k) yield(i + k);
        }));
        EXPECT_EQ(all.back().next(), i);
    }
    for (int i = 0; i < 3000; ++i) EXPECT_EQ(all[std::size_t(i)].next(), i + 1);
}

} // namespace
} // namespace weft
