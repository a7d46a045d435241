// SPDX-License-Identifier: BSL-1.0
#include <weft/generator.hpp>

#include "context/switch/sanitizers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <numeric>
#include <ranges>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace weft {
namespace {

static_assert(std::ranges::input_range<generator<int>>);
static_assert(!std::ranges::forward_range<generator<int>>);
static_assert(std::ranges::view<generator<int>>);
static_assert(std::ranges::view<generator<std::unique_ptr<int>>>);
static_assert(std::ranges::view<generator<const std::string&, int, std::string>>);
static_assert(std::same_as<std::ranges::range_reference_t<generator<std::string&>>, std::string&>);
static_assert(std::same_as<std::ranges::range_value_t<generator<const std::string&>>, std::string>);
static_assert(!std::copyable<generator<int>> && std::movable<generator<int>>);
static_assert(sizeof(generator<int>) == sizeof(void*));
static_assert(!std::is_convertible_v<void (*)(yielder<int>&), generator<int>>); // explicit

generator<int> countdown(int n) {
    return generator<int>([n](auto& yield) {
        for (int i = n; i > 0; --i) yield(i);
    });
}

template <class Range>
auto collect(Range&& range) {
    std::vector<std::ranges::range_value_t<Range>> all;
    for (auto&& each : range) all.push_back(std::forward<decltype(each)>(each));
    return all;
}

TEST(Generator, HandsOutItsItemsInOrderToALoop) {
    EXPECT_EQ(collect(countdown(3)), (std::vector{3, 2, 1}));
    EXPECT_EQ(collect(countdown(0)), std::vector<int>());
}

TEST(Generator, ABodyThatCannotBeCopiedGivesItsStackBack) {
    struct uncopied {
        uncopied() = default;
        uncopied(const uncopied&) { throw std::runtime_error("no copy"); }
        void operator()(yielder<int>&) const {}
    };
    const auto next_stack = [] {
        const void* frame = nullptr;
        generator<int> none([&](auto&) { frame = __builtin_frame_address(0); });
        none.next();
        return frame;
    };
    const void* const before = next_stack();
    const uncopied body;
    EXPECT_THROW(static_cast<void>(generator<int>(body)), std::runtime_error);
    EXPECT_EQ(next_stack(), before); // the stack that was given back last is the next
}

TEST(Generator, DoesNotBeginBeforeItIsAsked) {
    bool begun = false;
    generator<int> numbers([&](auto& yield) {
        begun = true;
        yield(1);
    });
    EXPECT_FALSE(begun);
    EXPECT_FALSE(numbers.done());
    EXPECT_EQ(numbers.next(), 1);
    EXPECT_TRUE(begun);
}

TEST(Generator, NextIsEmptyAtTheEndAndStaysSo) {
    auto numbers = countdown(1);
    EXPECT_EQ(numbers.next(), 1);
    EXPECT_FALSE(numbers.done());
    EXPECT_EQ(numbers.next(), std::nullopt);
    EXPECT_TRUE(numbers.done());
    EXPECT_EQ(numbers.next(), std::nullopt);
    EXPECT_EQ(numbers.begin(), numbers.end());
}

TEST(Generator, LoopAndNextShareOnePlace) {
    auto numbers = countdown(6);
    EXPECT_EQ(numbers.next(), 6);
    for (const int i : numbers) {
        if (i == 4) break;
    }
    EXPECT_EQ(numbers.next(), 3);
    EXPECT_EQ(collect(numbers), (std::vector{2, 1}));
}

void hanoi(int n, char from, char to, char spare, generator<std::string>::yield_type& yield) {
    if (n == 0) return;
    hanoi(n - 1, from, spare, to, yield);
    yield(std::string{from, to});
    hanoi(n - 1, spare, to, from, yield);
}

TEST(Generator, YieldsFromAnyDepthOfCalls) {
    generator<std::string> moves([](auto& yield) { hanoi(3, 'a', 'c', 'b', yield); });
    EXPECT_EQ(collect(moves), (std::vector<std::string>{"ac", "ab", "cb", "ac", "ba", "bc", "ac"}));
    generator<std::string> many([](auto& yield) { hanoi(10, 'a', 'c', 'b', yield); });
    EXPECT_EQ(std::ranges::distance(many), 1023);
}

TEST(Generator, YieldsFromInsideALibraryFunction) {
    // A comparator of std::sort cannot be a stackless coroutine.
    std::vector<int> numbers{3, 1, 2};
    generator<std::pair<int, int>> comparisons([&](auto& yield) {
        std::sort(numbers.begin(), numbers.end(), [&](int a, int b) {
            yield(std::pair(a, b));
            return a < b;
        });
    });
    EXPECT_GE(std::ranges::distance(comparisons), 2);
    EXPECT_EQ(numbers, (std::vector{1, 2, 3}));
}

TEST(Generator, MayYieldMoveOnlyItems) {
    generator<std::unique_ptr<int>> boxes([](auto& yield) {
        yield(std::make_unique<int>(1));
        auto mine = std::make_unique<int>(2);
        yield(std::move(mine));
        EXPECT_EQ(mine, nullptr); // the loop has taken it
    });
    int sum = 0;
    for (std::unique_ptr<int> box : boxes) sum += *box;
    EXPECT_EQ(sum, 3);
    generator<std::unique_ptr<int>> one([](auto& yield) { yield(std::make_unique<int>(5)); });
    const std::optional<std::unique_ptr<int>> box = one.next();
    EXPECT_EQ(**box, 5);
}

TEST(Generator, CopiesWhatTheBodyKeeps) {
    generator<std::string> words([](auto& yield) {
        std::string mine = "mine, and longer than a small string";
        yield(mine);
        yield(std::as_const(mine));
        EXPECT_EQ(mine, "mine, and longer than a small string");
    });
    for (std::string word : words) word.clear();
}

TEST(Generator, ConvertsWhatIsYielded) {
    generator<std::string> words([](auto& yield) { yield("a literal"); });
    EXPECT_EQ(words.next(), "a literal");
    generator<double> numbers([](auto& yield) { yield(1); });
    EXPECT_EQ(numbers.next(), 1.0);
}

TEST(Generator, OfReferencesYieldsTheObjectsThemselves) {
    std::array<int, 3> numbers{1, 2, 3};
    generator<int&> places([&](auto& yield) {
        for (int& each : numbers) yield(each);
    });
    for (int& each : places) each *= 10;
    EXPECT_EQ(numbers, (std::array{10, 20, 30}));
}

TEST(Generator, OfReferencesGivesNullAtTheEnd) {
    std::string word = "word";
    generator<std::string&> words([&](auto& yield) { yield(word); });
    std::string* const first = words.next();
    EXPECT_EQ(first, &word);
    EXPECT_EQ(words.next(), nullptr);
    generator<const std::string&> constant([](auto& yield) { yield("a temporary lives until the body goes on"); });
    const std::string* const text = constant.next();
    ASSERT_NE(text, nullptr);
    EXPECT_TRUE(text->starts_with("a temporary"));
}

TEST(Generator, ReturnsAValueAtItsEnd) {
    generator<int, void, std::unique_ptr<int>> numbers([](auto& yield) {
        yield(1);
        return std::make_unique<int>(42);
    });
    EXPECT_THROW(static_cast<void>(numbers.result()), generator_error);
    EXPECT_EQ(collect(numbers), std::vector{1});
    EXPECT_EQ(*numbers.result(), 42);
    const auto mine = std::move(numbers.result());
    EXPECT_EQ(*mine, 42);
}

TEST(Generator, WithoutYieldsOnlyReturns) {
    generator<int, void, int> numbers([](auto&) { return 3; });
    EXPECT_EQ(numbers.next(), std::nullopt);
    EXPECT_EQ(numbers.result(), 3);
}

TEST(Generator, TakesValuesOfAnyKind) {
    generator<int, std::unique_ptr<int>> sums([](auto& yield) {
        int sum = 0;
        while (std::optional<std::unique_ptr<int>> next = yield(sum)) sum += **next;
    });
    EXPECT_EQ(sums.next(), 0);
    EXPECT_EQ(sums.send(std::make_unique<int>(4)), 4);
    EXPECT_EQ(sums.send(std::make_unique<int>(5)), 9);
    EXPECT_EQ(sums.next(), std::nullopt);
    EXPECT_EQ(sums.send(nullptr), std::nullopt); // it has ended: nobody takes it
}

TEST(Generator, ComposesWithViews) {
    const auto even = [](int i) { return i % 2 == 0; };
    const auto square = [](int i) { return i * i; };
    EXPECT_EQ(collect(countdown(7) | std::views::filter(even) | std::views::transform(square)),
              (std::vector{36, 16, 4}));
    EXPECT_EQ(collect(countdown(100) | std::views::drop(1) | std::views::take(2)), (std::vector{99, 98}));
    auto numbers = countdown(5);
    EXPECT_EQ(collect(std::ranges::ref_view(numbers) | std::views::take_while([](int i) { return i > 3; })),
              (std::vector{5, 4}));
    EXPECT_EQ(std::ranges::count_if(countdown(9), even), 4);
}

TEST(Generator, MayBeEndless) {
    generator<std::uint64_t> naturals([](auto& yield) {
        for (std::uint64_t i = 0;; ++i) yield(i);
    });
    std::uint64_t sum = 0;
    for (const std::uint64_t i : std::ranges::ref_view(naturals) | std::views::take(1000)) sum += i;
    EXPECT_EQ(sum, 499'500u);
}

TEST(Generator, MayBeMovedWhileItIsSuspended) {
    auto numbers = countdown(4);
    EXPECT_EQ(numbers.next(), 4);
    generator<int> moved = std::move(numbers);
    EXPECT_EQ(moved.next(), 3);
    std::vector<generator<int>> many;
    many.push_back(std::move(moved));
    many.push_back(countdown(2));
    EXPECT_EQ(many[0].next(), 2);
    many[0] = std::move(many[1]); // the old one is destroyed
    EXPECT_EQ(collect(many[0]), (std::vector{2, 1}));
}

TEST(Generator, IsMadeFromAnyCallable) {
    struct body {
        int times;
        void operator()(yielder<int>& yield) {
            while (times-- > 0) yield(times);
        }
    };
    EXPECT_EQ(collect(generator<int>(body{2})), (std::vector{1, 0}));
    EXPECT_EQ(collect(generator<int>(+[](yielder<int>& yield) { yield(8); })), std::vector{8});
    EXPECT_EQ(collect(generator<int>(std::function<void(yielder<int>&)>([](auto& yield) { yield(9); }))),
              std::vector{9});
    auto once = [box = std::make_unique<int>(7)](auto& yield) { yield(*box); };
    EXPECT_EQ(collect(generator<int>(std::move(once))), std::vector{7});
}

TEST(Generator, MayConsumeOthersAndYieldTheirItems) {
    generator<int> both([](auto& yield) {
        for (const int i : countdown(2)) {
            for (const int k : countdown(i)) yield(10 * i + k);
        }
        yield.from(countdown(2));
        yield.from(std::vector{7, 8});
    });
    EXPECT_EQ(collect(both), (std::vector{22, 21, 11, 2, 1, 7, 8}));
}

TEST(Generator, MayYieldForTheOneThatItIsConsumedBy) {
    // The inner body uses the outer handle: both are one flow of control.
    generator<int> outer([](auto& yield) {
        generator<char> inner([&](auto& letters) {
            letters('a');
            yield(1);
            letters('b');
        });
        for (const char letter : inner) yield(letter);
    });
    EXPECT_EQ(collect(outer), (std::vector<int>{'a', 1, 'b'}));
}

TEST(Generator, DestroyedWhereAnInnerOneYieldedForItUnwindsBoth) {
    std::string log;
    struct noted {
        std::string& log;
        char name;
        ~noted() { log += name; }
    };
    {
        generator<int> outer([&](auto& yield) {
            noted mine{log, 'o'};
            generator<char> inner([&](auto&) {
                noted its{log, 'i'};
                yield(1);
            });
            static_cast<void>(inner.next());
        });
        EXPECT_EQ(outer.next(), 1);
    }
    EXPECT_EQ(log, "io");
}

TEST(Generator, IsNamedByItsBodyOrByTheOptions) {
    const std::string by_body = countdown(1).name(); // Clang says where a lambda is, GCC in which function
    EXPECT_TRUE(by_body.find("countdown") != by_body.npos || by_body.find("generator_test.cpp:") != by_body.npos)
        << by_body;
    generator<int> named({.name = "numbers"}, [](auto& yield) { yield(1); });
    EXPECT_STREQ(named.name(), "numbers");
    try {
        generator<int, int> fresh({.name = "adder"}, [](auto& yield) { yield(1); });
        static_cast<void>(fresh.send(1));
        FAIL();
    } catch (const generator_error& error) {
        EXPECT_STREQ(
            error.what(),
            "generator 'adder' was sent a value before its first yield, where nobody takes it: call next() first");
    }
}

TEST(Generator, MayHaveAStackOfAGibibyteAndNoMore) {
    if (WEFT_ASAN || WEFT_TSAN) GTEST_SKIP() << "the address space is the sanitizer's";
    constexpr std::size_t k_most = std::size_t{1} << 30;
    generator<int> large({.stack_size = k_most}, [](auto& yield) { yield(7); });
    EXPECT_EQ(large.next(), 7);
    EXPECT_THROW(static_cast<void>(generator<int>({.stack_size = k_most + 1}, [](auto&) {})), std::invalid_argument);
}

TEST(Generator, BodiesAlignedToACacheLineAreSo) {
    struct alignas(64) wide {
        std::array<int, 16> numbers{1};
        void operator()(yielder<bool>& yield) {
            yield(reinterpret_cast<std::uintptr_t>(this) % 64 == 0);
            alignas(64) std::array<int, 16> local{};
            yield(reinterpret_cast<std::uintptr_t>(&local) % 64 == 0);
        }
    };
    EXPECT_EQ(collect(generator<bool>(wide())), (std::vector<bool>{true, true}));
}

TEST(Generator, BodiesThatThrowWhenTheyAreCopiedLeaveNothing) {
    struct refuses {
        refuses() = default;
        refuses(const refuses&) { throw std::runtime_error("no copies"); }
        void operator()(yielder<int>& yield) const { yield(1); }
    };
    const refuses body;
    EXPECT_THROW(static_cast<void>(generator<int>{body}), std::runtime_error);
}

} // namespace
} // namespace weft
