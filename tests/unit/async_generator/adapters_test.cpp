// SPDX-License-Identifier: BSL-1.0
// Adapters that do the same for both kinds of generators.
#include "support/over_workers.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;
namespace adapt = weft::adapt;

class Adapters : public OverWorkers {};
WEFT_OVER_WORKERS(Adapters);

/// Both kinds, for bodies that take either.
struct stackful {
    template <class T, class Body>
    static auto make(Body body) {
        return generator<T>(std::move(body));
    }
};
struct async {
    template <class T, class Body>
    static auto make(Body body) {
        return async_generator<T>(std::move(body));
    }
};
void for_both(auto&& test) {
    test(stackful());
    test(async());
}

template <class Kind>
auto numbers_below(int n, int* made = nullptr) {
    return Kind::template make<int>([n, made](auto& yield) {
        for (int i = 0; i < n; ++i) {
            if (made != nullptr) ++*made;
            yield(i);
        }
    });
}

template <class Kind>
auto fails_after(int n) {
    return Kind::template make<int>([n](auto& yield) {
        for (int i = 0; i < n; ++i) yield(i);
        throw std::runtime_error("out of numbers");
    });
}

struct counted_body {
    std::atomic<int>& living; // several bodies may run at once
    explicit counted_body(std::atomic<int>& all) : living(all) { ++living; }
    ~counted_body() { --living; }
};

template <class G>
auto collected(G from) {
    std::vector<typename detail::object_of<G>> found;
    for (auto&& each : from) found.push_back(std::forward<decltype(each)>(each));
    return found;
}

template <class G>
auto collected_until_error(G from) {
    std::vector<typename detail::object_of<G>> found;
    EXPECT_THROW(for (auto&& each : from) found.push_back(std::forward<decltype(each)>(each)), std::runtime_error);
    EXPECT_FALSE(from.next()); // once
    return found;
}

TEST_P(Adapters, MapAndFilterAndTakeMakeAChainOfTheSameKind) {
    run([] {
        for_both([]<class Kind>(Kind) {
            auto chain = numbers_below<Kind>(100) | adapt::filter([](int i) { return i % 3 == 0; }) |
                         adapt::map([](int i) { return std::to_string(i); }) | adapt::take(4);
            static_assert(std::is_same_v<decltype(chain), decltype(Kind::template make<std::string>([](auto&) {}))>);
            EXPECT_EQ(collected(std::move(chain)), (std::vector<std::string>{"0", "3", "6", "9"}));
        });
    });
}

TEST_P(Adapters, AreFunctionsAsWell) {
    run([] {
        for_both([]<class Kind>(Kind) {
            auto chain = adapt::map(adapt::filter(numbers_below<Kind>(6), [](int i) { return i > 2; }),
                                    [](int i) { return 10 * i; });
            EXPECT_EQ(collected(std::move(chain)), (std::vector{30, 40, 50}));
        });
    });
}

TEST_P(Adapters, AskOnlyWhenTheyAreAsked) {
    run([] {
        for_both([]<class Kind>(Kind) {
            int made = 0;
            auto chain = numbers_below<Kind>(100, &made) | adapt::map([](int i) { return i; }) |
                         adapt::filter([](int i) { return i % 2 == 1; }) | adapt::take(2);
            EXPECT_EQ(made, 0);
            EXPECT_EQ(*chain.next(), 1);
            EXPECT_EQ(made, 2);
            EXPECT_EQ(*chain.next(), 3);
            EXPECT_EQ(made, 4);
            EXPECT_FALSE(chain.next());
            EXPECT_EQ(made, 4); // take() asks for no more than it hands out
        });
    });
}

TEST_P(Adapters, TakeOfNothingNeverAsks) {
    run([] {
        for_both([]<class Kind>(Kind) {
            int made = 0;
            EXPECT_FALSE((numbers_below<Kind>(5, &made) | adapt::take(0)).next());
            EXPECT_EQ(made, 0);
            EXPECT_EQ(collected(numbers_below<Kind>(2) | adapt::take(9)), (std::vector{0, 1}));
        });
    });
}

TEST_P(Adapters, TakeClosesItsSourceWhenItEnds) {
    run([] {
        for_both([]<class Kind>(Kind) {
            std::atomic<int> living = 0;
            auto chain = Kind::template make<int>([&living](auto& yield) {
                             const counted_body mine(living);
                             for (int i = 0;; ++i) yield(i);
                         }) |
                         adapt::take(1);
            EXPECT_EQ(chain.next(), 0);
            EXPECT_EQ(living, 1);
            EXPECT_FALSE(chain.next());
            EXPECT_EQ(living, 0);
        });
    });
}

TEST_P(Adapters, TakeThrowsWhatLeavesItsSourceThen) {
    run([] {
        for_both([]<class Kind>(Kind) {
            auto chain = Kind::template make<int>([](auto& yield) {
                             try {
                                 for (int i = 0;; ++i) yield(i);
                             } catch (const generator_exit&) {
                                 throw std::runtime_error("cannot be closed");
                             }
                         }) |
                         adapt::take(1);
            EXPECT_EQ(chain.next(), 0);
            EXPECT_THROW(chain.next(), std::runtime_error);
            EXPECT_FALSE(chain.next());
        });
    });
}

TEST_P(Adapters, PassOnMoveOnlyItems) {
    run([] {
        for_both([]<class Kind>(Kind) {
            auto boxes = numbers_below<Kind>(7) | adapt::map([](int i) { return std::make_unique<int>(i); }) |
                         adapt::filter([](const std::unique_ptr<int>& each) { return *each != 3; }) | adapt::take(5) |
                         adapt::batch(2);
            std::vector<std::size_t> sizes;
            int sum = 0;
            for (std::vector<std::unique_ptr<int>> each : boxes) {
                sizes.push_back(each.size());
                for (const auto& box : each) sum += *box;
            }
            EXPECT_EQ(sizes, (std::vector<std::size_t>{2, 2, 1}));
            EXPECT_EQ(sum, 0 + 1 + 2 + 4 + 5);
        });
    });
}

TEST_P(Adapters, OfReferencesPassOnTheVeryObjects) {
    run([] {
        std::vector<std::string> texts{"a", "bb", "ccc"};
        const auto all = [&] {
            return generator<std::string&>([&](auto& yield) {
                for (std::string& each : texts) yield(each);
            });
        };
        for (std::string& each :
             all() | adapt::filter([](const std::string& s) { return s.size() > 1; }) | adapt::take(9))
            each += "!";
        EXPECT_EQ(texts, (std::vector<std::string>{"a", "bb!", "ccc!"}));
        EXPECT_EQ(collected(all() | adapt::batch(2)).front(), (std::vector<std::string>{"a", "bb!"}));
        for (const auto& [left, right] : adapt::zip(all(), all())) EXPECT_EQ(left, right);
        EXPECT_EQ(texts, (std::vector<std::string>{"a", "bb!", "ccc!"})) << "batches and rows are copies";
    });
}

TEST_P(Adapters, ErrorsComeAfterTheItemsBeforeThem) {
    run([] {
        for_both([]<class Kind>(Kind) {
            const auto same = [](int i) { return i; };
            EXPECT_EQ(collected_until_error(fails_after<Kind>(3) | adapt::map(same)), (std::vector{0, 1, 2}));
            EXPECT_EQ(collected_until_error(fails_after<Kind>(3) | adapt::take(7)), (std::vector{0, 1, 2}));
            EXPECT_EQ(collected_until_error(fails_after<Kind>(3) | adapt::throttle(1ms)), (std::vector{0, 1, 2}));
            EXPECT_EQ(collected_until_error(fails_after<Kind>(3) | adapt::buffer(5)), (std::vector{0, 1, 2}));
            EXPECT_EQ(collected_until_error(fails_after<Kind>(3) | adapt::batch(2)),
                      (std::vector<std::vector<int>>{{0, 1}, {2}}));
            EXPECT_EQ(collected_until_error(adapt::zip(numbers_below<Kind>(5), fails_after<Kind>(2))),
                      (std::vector<std::tuple<int, int>>{{0, 0}, {1, 1}}));
            EXPECT_EQ(collected_until_error(adapt::merge(fails_after<Kind>(3), numbers_below<Kind>(0))),
                      (std::vector{0, 1, 2}));
            EXPECT_EQ(collected_until_error(numbers_below<Kind>(5) | adapt::map([](int i) {
                                                if (i == 2) throw std::runtime_error("not this one");
                                                return i;
                                            })),
                      (std::vector{0, 1}));
        });
    });
}

TEST_P(Adapters, ABreakClosesTheWholeChain) {
    run([] {
        for_both([]<class Kind>(Kind) {
            std::atomic<int> living = 0;
            const auto source = [&] {
                return Kind::template make<int>([&living](auto& yield) {
                    const counted_body mine(living);
                    for (int i = 0;; ++i) yield(i);
                });
            };
            for (auto&& each : adapt::zip(source() | adapt::map([](int i) { return i; }),
                                          adapt::merge(source(), source()) | adapt::throttle(1ms)) |
                                   adapt::batch(2))
                if (each.size() == 2) break;
            EXPECT_EQ(living, 0);
        });
    });
}

TEST_P(Adapters, ABatchOfNothingIsRefused) {
    run([] {
        for_both([]<class Kind>(Kind) {
            EXPECT_THROW(static_cast<void>(numbers_below<Kind>(3) | adapt::batch(0)), std::invalid_argument);
        });
        EXPECT_THROW(static_cast<void>(numbers_below<async>(3) | adapt::batch(0, 1s)), std::invalid_argument);
    });
}

TEST_P(Adapters, BatchesAreFullButForTheLast) {
    run([] {
        for_both([]<class Kind>(Kind) {
            EXPECT_EQ(collected(numbers_below<Kind>(5) | adapt::batch(2)),
                      (std::vector<std::vector<int>>{{0, 1}, {2, 3}, {4}}));
            EXPECT_EQ(collected(numbers_below<Kind>(4) | adapt::batch(2)).size(), 2u);
            EXPECT_TRUE(collected(numbers_below<Kind>(0) | adapt::batch(2)).empty());
        });
    });
}

TEST_P(Adapters, ThrottleLetsOneItemOutInEachPeriodAndDoesNotDrift) {
    run([] {
        for_both([]<class Kind>(Kind) {
            const auto begun = clock::now();
            std::vector<clock::duration> times;
            for ([[maybe_unused]] const int i : numbers_below<Kind>(5) | adapt::throttle(500ms)) {
                times.push_back(clock::now() - begun);
                if (i < 2) this_fiber::sleep_for(200ms);
                if (i == 2) this_fiber::sleep_for(1700ms);
            }
            EXPECT_EQ(times, (std::vector<clock::duration>{0ms, 500ms, 1000ms, 2700ms, 3200ms}));
        });
    });
}

TEST_P(Adapters, AThrottledOneThatSleepsIsClosedAtOnce) {
    run([] {
        auto slow = async_generator<int>([](auto& yield) {
                        for (int i = 0;; ++i) yield(i);
                    }) |
                    adapt::throttle(1h);
        EXPECT_EQ(slow.next(), 0);
        std::optional<int> none;
        EXPECT_EQ(slow.next_for(none, 1s), channel_status::timeout);
        const auto begun = clock::now();
        slow.close();
        EXPECT_EQ(clock::now(), begun);
    });
}

TEST_P(Adapters, ABatchThatNobodyTookDoesNotHideTheError) {
    run([] {
        auto batches = async_generator<int>([](auto& yield) {
                           yield(1);
                           yield(2);
                           throw std::runtime_error("no more");
                       }) |
                       adapt::batch(10);
        EXPECT_EQ(batches.next()->size(), 2u); // and the error comes next
        EXPECT_THROW(batches.close(), std::runtime_error);
    });
}

TEST_P(Adapters, ZipEndsWithTheShortest) {
    run([] {
        for_both([]<class Kind>(Kind) {
            EXPECT_EQ(collected(adapt::zip(numbers_below<Kind>(5), numbers_below<Kind>(2),
                                           numbers_below<Kind>(9) | adapt::map([](int i) { return i + 0.5; }))),
                      (std::vector<std::tuple<int, int, double>>{{0, 0, 0.5}, {1, 1, 1.5}}));
        });
    });
}

TEST_P(Adapters, ZipClosesTheOthersAtItsEnd) {
    run([] {
        for_both([]<class Kind>(Kind) {
            std::atomic<int> living = 0;
            auto rows = adapt::zip(Kind::template make<int>([&](auto& yield) {
                                       const counted_body body(living);
                                       for (int i = 0;; ++i) yield(i);
                                   }),
                                   numbers_below<Kind>(1));
            EXPECT_TRUE(rows.next());
            EXPECT_EQ(living, 1);
            EXPECT_FALSE(rows.next());
            EXPECT_EQ(living, 0);
        });
    });
}

TEST_P(Adapters, WhatABodyThrowsWhenZipClosesItComesAtTheEnd) {
    run([] {
        for_both([]<class Kind>(Kind) {
            auto rows = adapt::zip(Kind::template make<int>([](auto& yield) {
                                       try {
                                           for (int i = 0;; ++i) yield(i);
                                       } catch (const generator_exit&) {
                                           throw std::runtime_error("not closed in peace");
                                       }
                                   }),
                                   numbers_below<Kind>(1));
            EXPECT_TRUE(rows.next());
            EXPECT_THROW(rows.next(), std::runtime_error);
        });
    });
}

TEST_P(Adapters, BufferLetsABodyRunAhead) {
    run([] {
        for_both([]<class Kind>(Kind) {
            const auto begun = clock::now();
            auto slow = Kind::template make<int>([](auto& yield) {
                for (int i = 0; i < 4; ++i) {
                    this_fiber::sleep_for(1s);
                    yield(i);
                }
            });
            std::vector<int> got;
            for (const int i : std::move(slow) | adapt::buffer(2)) {
                got.push_back(i);
                this_fiber::sleep_for(1s);
            }
            EXPECT_EQ(got, (std::vector{0, 1, 2, 3}));
            EXPECT_EQ(clock::now() - begun, 5s);
        });
    });
}

TEST_P(Adapters, BufferOfOneThatHasBegunGoesOnWithIt) {
    run([] {
        for_both([]<class Kind>(Kind) {
            auto numbers = numbers_below<Kind>(4);
            EXPECT_EQ(*numbers.next(), 0);
            EXPECT_EQ(collected(std::move(numbers) | adapt::buffer(8)), (std::vector{1, 2, 3}));
        });
    });
}

} // namespace
} // namespace weft::test
