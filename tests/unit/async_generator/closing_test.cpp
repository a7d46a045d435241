// SPDX-License-Identifier: BSL-1.0
// How an async generator ends before its body does: nothing runs afterwards, and everything is unwound.
#include "support/over_workers.hpp"

#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class AsyncGeneratorClosing : public OverWorkers {};
class AsyncGeneratorOnThreads : public OverWorkersBesideThreads {};
WEFT_OVER_WORKERS(AsyncGeneratorClosing);
WEFT_OVER_REAL_WORKERS(AsyncGeneratorOnThreads);

/// Says in a log when it goes.
struct noted {
    std::vector<std::string>& log;
    const char* name;
    ~noted() { log.emplace_back(name); }
};

/// For ever; with something to unwind at two depths.
async_generator<int> endless(std::vector<std::string>& log, std::size_t lead) {
    return async_generator<int>({.prefetch = lead}, [&log](auto& yield) {
        const noted outer{log, "outer"};
        const auto inner = [&] {
            const noted mine{log, "inner"};
            for (int i = 0;; ++i) yield(i);
        };
        inner();
    });
}

TEST_P(AsyncGeneratorClosing, ABreakUnwindsInnerBeforeOuterAndLeavesNothingRunning) {
    run([] {
        for (const std::size_t lead : {0u, 1u, 5u}) {
            std::vector<std::string> log;
            for (const int i : endless(log, lead))
                if (i == 3) break;
            EXPECT_EQ(log, (std::vector<std::string>{"inner", "outer"})); // and the kit looks for fibers
        }
    });
}

TEST_P(AsyncGeneratorClosing, CloseTwiceIsFineAndNothingComesAfterIt) {
    run([] {
        for (const std::size_t lead : {0u, 1u, 5u}) {
            std::vector<std::string> log;
            auto numbers = endless(log, lead);
            EXPECT_EQ(numbers.next(), 0);
            EXPECT_EQ(numbers.next(), 1);
            numbers.close();
            EXPECT_EQ(log.size(), 2u);
            EXPECT_TRUE(numbers.done());
            EXPECT_EQ(numbers.next(), std::nullopt); // what was prefetched is dropped
            numbers.close();
            EXPECT_EQ(numbers.next(), std::nullopt);
        }
    });
}

TEST_P(AsyncGeneratorClosing, OneThatWasNeverAskedNeverRuns) {
    run([] {
        bool ran = false;
        const auto alive = std::make_shared<int>();
        const auto make = [&] { return async_generator<int>([&ran, alive](auto&) { ran = true; }); };
        { const auto dropped = make(); }
        auto closed = make();
        closed.close();
        EXPECT_EQ(alive.use_count(), 1); // the body went with close()
        EXPECT_EQ(closed.next(), std::nullopt);
        EXPECT_FALSE(ran);
    });
}

TEST_P(AsyncGeneratorClosing, ABodyThatWasToRunAheadButHasNotStartedMayNeverRun) {
    run([] {
        int made = 0, lived = 0;
        for (int i = 0; i < 20; ++i) {
            auto numbers = async_generator<int>({.prefetch = 2}, [&](auto& yield) {
                ++made;
                struct ends {
                    int& lived;
                    ~ends() { ++lived; }
                } mine{lived};
                for (;;) yield(1);
            });
            if (i % 2 == 0) numbers.close();
        }
        EXPECT_EQ(made, lived);
        if (!is_simulated() && workers() == 1) { // nobody else could start it before it was closed
            EXPECT_EQ(made, 0);
        }
    });
}

TEST_P(AsyncGeneratorClosing, ABodyThatHasEndedIsOnlyJoined) {
    run([] {
        async_generator<int> numbers({.prefetch = 4}, [](auto& yield) {
            yield(1);
            yield(2);
        });
        this_fiber::sleep_for(1s);
        numbers.close();
        EXPECT_EQ(numbers.next(), std::nullopt);
    });
}

TEST_P(AsyncGeneratorClosing, ABodyThatWaitsElsewhereFinishesThatWaitFirst) {
    run([] {
        bool unwound = false, went_on = false;
        async_generator<int> numbers({.prefetch = 1}, [&](auto& yield) {
            struct ends {
                bool& unwound;
                ~ends() { unwound = true; }
            } mine{unwound};
            yield(1);
            this_fiber::sleep_for(10s);
            yield(2);
            went_on = true;
        });
        EXPECT_EQ(numbers.next(), 1);
        this_fiber::sleep_for(1s);
        const auto before = clock::now();
        numbers.close();
        EXPECT_EQ(clock::now() - before, 9s);
        EXPECT_TRUE(unwound);
        EXPECT_FALSE(went_on);
    });
}

TEST_P(AsyncGeneratorClosing, ABodyThatListensIsToldAtOnce) {
    run([] {
        channel<int> never(1);
        async_generator<int> numbers({.prefetch = 1}, [&](auto& yield) {
            yield(1);
            select(on_pop(never), on_event(yield.closing()));
            yield(2);
        });
        EXPECT_EQ(numbers.next(), 1);
        this_fiber::sleep_for(1s);
        const auto before = clock::now();
        numbers.close();
        EXPECT_EQ(clock::now(), before);
    });
}

TEST_P(AsyncGeneratorClosing, UnwindingMaySuspend) {
    run([] {
        bool done = false;
        struct slow_cleanup {
            bool& done;
            ~slow_cleanup() {
                this_fiber::sleep_for(1s);
                done = true;
            }
        };
        for (const int i : async_generator<int>([&](auto& yield) {
                 const slow_cleanup mine{done};
                 yield(1);
             }))
            if (i == 1) break;
        EXPECT_TRUE(done);
    });
}

TEST_P(AsyncGeneratorClosing, ABodyMayCatchTheExitAndReturn) {
    run([] {
        bool seen = false;
        async_generator<int> numbers([&](auto& yield) {
            try {
                yield(1);
            } catch (const generator_exit&) {
                seen = true;
            }
        });
        EXPECT_EQ(numbers.next(), 1);
        numbers.close();
        EXPECT_TRUE(seen);
    });
}

TEST_P(AsyncGeneratorClosing, ABodyThatSwallowsTheExitAndYieldsIsAnError) {
    run([] {
        async_generator<int> numbers({.name = "odd"}, [](auto& yield) {
            try {
                yield(1);
            } catch (...) {}
            yield(2);
        });
        EXPECT_EQ(numbers.next(), 1);
        try {
            numbers.close();
            ADD_FAILURE() << "close() returned";
        } catch (const generator_error& error) {
            EXPECT_STREQ(error.what(),
                         "async generator 'odd' yielded while it was being closed: let generator_exit out, or "
                         "return, where it is caught");
        }
        EXPECT_TRUE(numbers.done());
        numbers.close();
    });
}

TEST_P(AsyncGeneratorClosing, WhatElseLeavesTheBodyIsThrownByClose) {
    run([] {
        async_generator<int> numbers([](auto& yield) {
            try {
                yield(1);
            } catch (...) {
                throw std::runtime_error("no cleanup");
            }
        });
        EXPECT_EQ(numbers.next(), 1);
        EXPECT_THROW(numbers.close(), std::runtime_error);
        numbers.close();
        EXPECT_EQ(numbers.next(), std::nullopt);
    });
}

TEST_P(AsyncGeneratorClosing, ClosesTheGeneratorsThatItsBodyConsumes) {
    run([] {
        std::vector<std::string> log;
        for (const int i : async_generator<int>([&log](auto& yield) {
                 const noted mine{log, "consumer of the inner one"};
                 for (const int each : endless(log, 2)) yield(each);
             }))
            if (i == 2) break;
        EXPECT_EQ(log, (std::vector<std::string>{"inner", "outer", "consumer of the inner one"}));
    });
}

/// An item that goes back to a pool, whose lock the body holds while it is being closed.
TEST_P(AsyncGeneratorClosing, ItemsThatAreDroppedMayTakeALockOfTheBody) {
    run([] {
        mutex pool;
        int back = 0;
        const auto give_back = [&](const int* item) {
            const std::lock_guard lock(pool);
            delete item;
            ++back;
        };
        using item = std::unique_ptr<int, std::function<void(int*)>>;
        async_generator<item> numbers([&](auto& yield) {
            async_generator<item> inner([&](auto& yield_in) {
                for (int i = 0; i < 9; ++i) yield_in(item(new int(i), give_back));
            });
            inner.prefetch(3);
            const std::lock_guard lock(pool);
            yield.from(inner);
        });
        const auto kept = numbers.next();
        this_fiber::sleep_for(1s); // the inner one has run ahead
        numbers.close();
        EXPECT_GE(back, 1);
    });
}

TEST_P(AsyncGeneratorClosing, DropsWhatNobodyTookThereAndThen) {
    run([] {
        std::atomic<int> left = 0; // the body may still unwind while they are dropped
        struct counted {
            std::atomic<int>* left;
            explicit counted(std::atomic<int>& count) : left(&count) { ++count; }
            counted(counted&& other) noexcept : left(other.left) { ++*left; }
            counted& operator=(counted&&) = delete;
            ~counted() { --*left; }
        };
        async_generator<counted> items([&](auto& yield) {
            for (;;) yield(counted(left));
        });
        items.prefetch(4);
        this_fiber::sleep_for(1s);
        EXPECT_GE(left, 4);
        items.close();
        EXPECT_EQ(left, 0);
    });
}

TEST_P(AsyncGeneratorClosing, YieldFromDoesNotReturnWhenTheOuterOneIsClosed) {
    run([] {
        bool went_on = false;
        event never;
        async_generator<int> outer([&](auto& yield) {
            async_generator<int> inner([&](auto& yield_in) {
                yield_in(1);
                select(on_event(yield_in.closing()), on_event(never));
            });
            yield.from(inner);
            went_on = true; // as if all of it had been yielded
        });
        EXPECT_EQ(outer.next(), 1);
        std::optional<int> none;
        EXPECT_EQ(outer.next_for(none, 1s), channel_status::timeout);
        outer.close();
        EXPECT_FALSE(went_on);
    });
}

TEST_P(AsyncGeneratorClosing, UnwindsAPlainGeneratorWhoseBodyYieldsForIt) {
    run([] {
        std::vector<std::string> log;
        for (const int i : async_generator<int>([&log](auto& yield) {
                 const noted mine{log, "body"};
                 generator<int> inner([&](auto& yield_in) {
                     const noted deep{log, "inner"};
                     for (int n = 0;; ++n) {
                         this_fiber::yield();
                         yield(n); // of the outer one, from the stack of the inner one
                         if (n == 5) yield_in(n);
                     }
                 });
                 while (inner.next()) {}
             }))
            if (i == 3) break;
        EXPECT_EQ(log, (std::vector<std::string>{"inner", "body"}));
    });
}

TEST_P(AsyncGeneratorClosing, TheDestructorOfOneInTheHandsOfAnUnwindingConsumer) {
    run([] {
        std::vector<std::string> log;
        EXPECT_THROW(for (const int i : endless(log, 1)) if (i == 2) throw std::runtime_error("the consumer's"),
                     std::runtime_error);
        EXPECT_EQ(log.size(), 2u);
    });
}

TEST_P(AsyncGeneratorOnThreads, APlainThreadMayAskAndDestroyIt) {
    run([] {
        std::vector<std::string> log;
        std::optional<async_generator<int>> lazy = endless(log, 0), eager = endless(log, 3);
        int sum = 0;
        event done;
        std::thread thread([&] {
            for (const int i : *lazy) {
                sum += i;
                if (i == 3) break;
            }
            sum += 10 * *eager->next();
            lazy.reset(); // blocks this thread
            eager.reset();
            done.set();
        });
        done.wait();
        thread.join();
        EXPECT_EQ(sum, 6);
        EXPECT_EQ(log.size(), 4u);
    });
}

} // namespace
} // namespace weft::test
