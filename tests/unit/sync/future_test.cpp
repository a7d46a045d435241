// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class Future : public OverWorkers {};
class FutureBesideThreads : public OverWorkersBesideThreads {};

template <class Fn>
void expect_error(std::future_errc code, Fn&& fn) {
    try {
        fn();
        ADD_FAILURE() << "no error";
    } catch (const std::future_error& error) {
        EXPECT_EQ(error.code(), code);
    }
}

TEST_P(Future, BringsTheValue) {
    run([] {
        promise<std::unique_ptr<int>> made;
        auto kept = made.get_future();
        auto maker = spawn([&] { made.set_value(std::make_unique<int>(42)); });
        EXPECT_EQ(*kept.get(), 42);
        EXPECT_FALSE(kept.valid());
        maker.join();
    });
}

TEST_P(Future, BringsReferencesAndNothing) {
    run([] {
        int target = 0;
        promise<int&> reference;
        reference.set_value(target);
        EXPECT_EQ(&reference.get_future().get(), &target);
        promise<void> nothing;
        auto told = nothing.get_future();
        auto teller = spawn([&] { nothing.set_value(); });
        told.get();
        teller.join();
    });
}

TEST_P(Future, BringsTheException) {
    run([] {
        promise<int> made;
        auto kept = made.get_future();
        made.set_exception(std::make_exception_ptr(std::runtime_error("no luck")));
        EXPECT_THROW(kept.get(), std::runtime_error);
        EXPECT_FALSE(kept.valid());
    });
}

struct tracked : std::exception {
    explicit tracked(std::shared_ptr<int> alive) : life(std::move(alive)) {}
    std::shared_ptr<int> life;
};

/// Neither the promise nor the task keeps it: its destructor runs where it was caught.
TEST_P(Future, AnExceptionEndsWithItsHandler) {
    run([] {
        const auto life = std::make_shared<int>();
        promise<int> made;
        auto kept = made.get_future();
        auto maker = spawn([&] {
            auto failure = std::make_exception_ptr(tracked(life));
            made.set_exception(std::move(failure));
        });
        EXPECT_THROW(kept.get(), tracked);
        EXPECT_EQ(life.use_count(), 1);
        maker.join();
        packaged_task<void()> task([&] { throw tracked(life); });
        auto result = task.get_future();
        auto caller = spawn([&] { task(); });
        EXPECT_THROW(result.get(), tracked);
        EXPECT_EQ(life.use_count(), 1);
        caller.join();
    });
}

TEST_P(Future, APromiseThatGoesIsBroken) {
    run([] {
        future<int> kept;
        {
            promise<int> made;
            kept = made.get_future();
        }
        expect_error(std::future_errc::broken_promise, [&] { kept.get(); });
        auto waiting = std::make_unique<promise<int>>();
        auto waiter = spawn([kept = waiting->get_future()]() mutable {
            expect_error(std::future_errc::broken_promise, [&] { kept.get(); });
        });
        this_fiber::sleep_for(1ms);
        waiting.reset();
        waiter.join();
    });
}

TEST_P(Future, APromiseThatIsAssignedToIsBroken) {
    run([] {
        promise<int> first, second;
        auto of_first = first.get_future(), of_second = second.get_future();
        first = std::move(second);
        expect_error(std::future_errc::broken_promise, [&] { of_first.get(); });
        expect_error(std::future_errc::no_state, [&] { second.set_value(1); });
        first.set_value(2);
        EXPECT_EQ(of_second.get(), 2);
    });
}

TEST_P(Future, SaysWhatIsMisused) {
    run([] {
        promise<int> made;
        static_cast<void>(made.get_future());
        EXPECT_THROW(made.set_exception(std::current_exception()), std::invalid_argument); // there is none
        expect_error(std::future_errc::future_already_retrieved, [&] { static_cast<void>(made.get_future()); });
        made.set_value(1);
        expect_error(std::future_errc::promise_already_satisfied, [&] { made.set_value(2); });
        expect_error(std::future_errc::promise_already_satisfied, [&] { made.set_exception(nullptr); });
        const promise<int> moved(std::move(made));
        expect_error(std::future_errc::no_state, [&] { made.set_value(3); });
        expect_error(std::future_errc::no_state, [&] { static_cast<void>(made.get_future()); });
        future<int> empty;
        expect_error(std::future_errc::no_state, [&] { empty.get(); });
        expect_error(std::future_errc::no_state, [&] { empty.wait(); });
    });
}

TEST_P(Future, WaitsWithTimeouts) {
    run([] {
        promise<int> made;
        auto kept = made.get_future();
        EXPECT_EQ(kept.wait_for(2ms), std::future_status::timeout);
        EXPECT_EQ(kept.wait_until(clock::now()), std::future_status::timeout);
        made.set_value(1);
        EXPECT_EQ(kept.wait_for(0ms), std::future_status::ready);
        EXPECT_EQ(kept.get(), 1);
    });
}

struct throws_when_copied {
    throws_when_copied() = default;
    throws_when_copied(const throws_when_copied&) { throw std::runtime_error("no copies"); }
};

TEST_P(Future, AValueThatCannotBeMovedInLeavesThePromiseAsItWas) {
    run([] {
        promise<throws_when_copied> made;
        auto kept = made.get_future();
        EXPECT_THROW(made.set_value(throws_when_copied()), std::runtime_error);
        EXPECT_EQ(kept.wait_for(0ms), std::future_status::timeout);
        made.set_exception(std::make_exception_ptr(1));
        EXPECT_THROW(kept.get(), int);
    });
}

TEST_P(Future, SharedOnesBringTheValueToAll) {
    run([] {
        promise<std::string> made;
        const shared_future<std::string> kept = made.get_future().share();
        static_assert(std::is_same_v<decltype(kept.get()), const std::string&>);
        std::vector<fiber<void>> all;
        for (int i = 0; i < 8; ++i) all.push_back(spawn([kept] { EXPECT_EQ(kept.get(), "news"); }));
        made.set_value("news");
        for (auto& each : all) each.join();
        EXPECT_EQ(kept.get(), "news");
        EXPECT_TRUE(kept.valid());
    });
}

TEST_P(Future, SharedOnesBringTheExceptionToAllEveryTime) {
    run([] {
        promise<int> made;
        const shared_future<int> kept = made.get_future().share();
        const shared_future<int> copy = kept;
        made.set_exception(std::make_exception_ptr(std::runtime_error("bad news")));
        for (int i = 0; i < 2; ++i) {
            EXPECT_THROW(static_cast<void>(kept.get()), std::runtime_error);
            EXPECT_THROW(static_cast<void>(copy.get()), std::runtime_error);
        }
    });
}

TEST_P(Future, ThePromiseMayBeDestroyedByWhoWaited) {
    run([] {
        for (int round = 0; round < 100; ++round) {
            auto made = std::make_unique<promise<int>>();
            auto kept = made->get_future();
            auto maker = spawn([raw = made.get()] { raw->set_value(1); });
            EXPECT_EQ(kept.get(), 1);
            maker.join();
            made.reset();
        }
    });
}

TEST_P(Future, ATaskBringsWhatItsCallableReturns) {
    run([] {
        packaged_task<int(int)> power([base = std::make_unique<int>(2)](int times) {
            int result = 1;
            for (int i = 0; i < times; ++i) result *= *base;
            return result;
        });
        EXPECT_TRUE(power.valid());
        auto result = power.get_future();
        spawn([&] { power(10); }).join();
        EXPECT_EQ(result.get(), 1024);
        expect_error(std::future_errc::promise_already_satisfied, [&] { power(1); });
        power.reset();
        result = power.get_future();
        power(3);
        EXPECT_EQ(result.get(), 8);
    });
}

TEST_P(Future, ATaskThatWasCalledDoesNotCallItsCallableAgain) {
    run([] {
        int calls = 0;
        packaged_task<int()> task([&] { return ++calls; });
        const shared_future<int> result = task.get_future().share();
        task();
        const int& value = result.get();
        expect_error(std::future_errc::promise_already_satisfied, [&] { task(); });
        EXPECT_EQ(calls, 1);
        EXPECT_EQ(value, 1);
    });
}

TEST_P(Future, ATaskBringsWhatItsCallableThrows) {
    run([] {
        packaged_task<void()> failing([] { throw std::runtime_error("no luck"); });
        auto result = failing.get_future();
        failing();
        EXPECT_THROW(result.get(), std::runtime_error);
        packaged_task<void()> empty;
        EXPECT_FALSE(empty.valid());
        expect_error(std::future_errc::no_state, [&] { empty(); });
        expect_error(std::future_errc::no_state, [&] { static_cast<void>(empty.get_future()); });
        expect_error(std::future_errc::no_state, [&] { empty.reset(); });
    });
}

TEST_P(Future, ATaskThatIsNeverCalledBreaksItsPromise) {
    run([] {
        future<int> result;
        {
            packaged_task<int()> task([] { return 1; });
            result = task.get_future();
        }
        expect_error(std::future_errc::broken_promise, [&] { result.get(); });
        packaged_task<int()> task([] { return 2; });
        result = task.get_future();
        task.reset();
        expect_error(std::future_errc::broken_promise, [&] { result.get(); });
    });
}

TEST_P(FutureBesideThreads, APlainThreadSetsAndTakes) {
    run([] {
        promise<int> question, answer;
        auto asked = question.get_future();
        auto answered = answer.get_future();
        std::thread other([&] { answer.set_value(asked.get() + 1); });
        question.set_value(41);
        EXPECT_EQ(answered.get(), 42);
        other.join();
    });
}

WEFT_OVER_WORKERS(Future);
WEFT_OVER_REAL_WORKERS(FutureBesideThreads);

} // namespace
} // namespace weft::test
