// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <numeric>
#include <optional>
#include <pthread.h>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class ThreadPool : public OverWorkersBesideThreads {};
class ToThread : public OverWorkersBesideThreads {};

/// A gate for jobs, which block their threads.
class gate {
public:
    void open() noexcept {
        is_open_.store(true);
        is_open_.notify_all();
    }
    void pass() noexcept {
        ++waiting;
        is_open_.wait(false);
    }
    std::atomic<int> waiting{0};

private:
    std::atomic<bool> is_open_{false};
};

void until(const std::function<bool()>& condition) {
    while (!condition()) {
        if (this_fiber::id() != 0)
            this_fiber::yield();
        else
            std::this_thread::yield();
    }
}

TEST_P(ToThread, RunsOnAThreadThatIsNoWorker) {
    run([] {
        const auto worker = ::pthread_self();
        const auto elsewhere = to_thread([] {
            EXPECT_EQ(this_fiber::id(), 0u);
            return ::pthread_self();
        });
        EXPECT_EQ(::pthread_equal(elsewhere, worker), 0);
    });
}

TEST_P(ToThread, GivesWhatTheFunctionGives) {
    run([] {
        int there = 1;
        EXPECT_EQ(to_thread([] { return 7; }), 7);
        EXPECT_EQ(*to_thread([] { return std::make_unique<int>(8); }), 8);
        EXPECT_EQ(&to_thread([&]() -> int& { return there; }), &there);
        to_thread([&] { there = 2; });
        EXPECT_EQ(there, 2);
        EXPECT_THROW(to_thread([] { throw std::runtime_error("blocked"); }), std::runtime_error);
        EXPECT_EQ(to_thread({.abandon_on_cancel = true}, [] { return std::string("own"); }), "own");
    });
}

TEST_P(ToThread, OtherFibersRunMeanwhile) {
    run([] {
        gate shut;
        auto opener = spawn([&] { shut.open(); });
        to_thread([&] { shut.pass(); });
        opener.join();
    });
}

TEST_P(ToThread, ManyAtOnceEndWithWhatTheyShould) {
    run([] {
        std::vector<int> numbers(200);
        std::iota(numbers.begin(), numbers.end(), 0);
        thread_pool pool({.max_threads = 3, .queue = 5});
        const auto squares =
            gather(numbers, [&](int each) { return to_thread({.pool = &pool}, [=] { return each * each; }); });
        for (int i = 0; i < 200; ++i) EXPECT_EQ(squares[static_cast<std::size_t>(i)], i * i);
        EXPECT_LE(pool.threads(), 3u);
    });
}

TEST_P(ToThread, ACallThatNoThreadHasBegunIsTakenBack) {
    run([] {
        gate shut;
        thread_pool pool({.max_threads = 1});
        auto first = spawn([&] { to_thread({.pool = &pool}, [&] { shut.pass(); }); });
        until([&] { return shut.waiting == 1; });
        bool ran = false;
        cancel_scope scope;
        auto canceller = spawn([&] { scope.cancel(); });
        EXPECT_TRUE(scope.run([&] { to_thread({.pool = &pool}, [&] { ran = true; }); }));
        shut.open();
        first.join();
        canceller.join();
        EXPECT_FALSE(ran);
    });
}

TEST_P(ToThread, ACallThatHasBegunIsAskedToStopAndTheCallerHasItsResult) {
    run([] {
        cancel_scope scope;
        std::atomic<bool> has_begun{false};
        auto canceller = spawn([&] {
            until([&] { return has_begun.load(); });
            scope.cancel();
        });
        int result = 0;
        EXPECT_FALSE(scope.run([&] {
            result = to_thread([&](const std::stop_token& stop) {
                EXPECT_FALSE(pool_job::cancelled());
                has_begun = true;
                until([&] { return stop.stop_requested(); });
                return pool_job::cancelled() ? 5 : 0;
            });
        })) << "it ended by itself";
        EXPECT_EQ(result, 5);
        EXPECT_FALSE(pool_job::cancelled()) << "outside of jobs";
        canceller.join();
    });
}

TEST_P(ToThread, WithAbandonOnCancelTheCallerLeavesAtOnce) {
    auto owned = std::make_shared<std::atomic<int>>(0);
    auto shut = std::make_shared<gate>();
    run([&] {
        *owned = 0;
        cancel_scope scope;
        auto canceller = spawn([&] {
            until([&] { return shut->waiting != 0; });
            scope.cancel();
        });
        EXPECT_TRUE(scope.run([&] {
            to_thread({.abandon_on_cancel = true}, [owned, shut] {
                shut->pass();
                ++*owned;
            });
        }));
        EXPECT_EQ(*owned, 0);
        shut->open();
        until([&] { return *owned == 1; });
        canceller.join();
    });
    until([&] { return owned.use_count() == 1; });
}

TEST_P(ToThread, InACancelledScopeItThrowsBeforeItDoesAnything) {
    run([] {
        cancel_scope scope;
        scope.cancel();
        EXPECT_TRUE(scope.run([] { to_thread([] { ADD_FAILURE() << "the scope is cancelled"; }); }));
    });
}

TEST_P(ToThread, APlainThreadMayUseAPoolOfItsOwn) {
    thread_pool pool({.max_threads = 1});
    EXPECT_EQ(to_thread({.pool = &pool}, [] { return 3; }), 3);
}

TEST_P(ThreadPool, SubmitGivesAFuture) {
    run([] {
        thread_pool pool;
        future<int> number = pool.submit([] { return 4; });
        future<std::unique_ptr<int>> moved = pool.submit([] { return std::make_unique<int>(5); });
        future<void> nothing = pool.submit([](const std::stop_token& stop) { EXPECT_FALSE(stop.stop_requested()); });
        future<int> bad = pool.submit([]() -> int { throw std::runtime_error("bad"); });
        EXPECT_EQ(number.get(), 4);
        EXPECT_EQ(*moved.get(), 5);
        nothing.get();
        EXPECT_THROW(bad.get(), std::runtime_error);
    });
}

TEST_P(ThreadPool, StartsThreadsWhenThereIsWorkForThem) {
    run([] {
        gate shut;
        thread_pool pool({.max_threads = 3});
        EXPECT_EQ(pool.threads(), 0u);
        std::vector<future<void>> all;
        for (int i = 0; i < 5; ++i) all.push_back(pool.submit([&] { shut.pass(); }));
        until([&] { return shut.waiting == 3; });
        EXPECT_EQ(pool.threads(), 3u) << "the most that there may be";
        shut.open();
        for (auto& each : all) each.get();
    });
}

TEST_P(ThreadPool, IdleThreadsEnd) {
    run([] {
        thread_pool pool({.max_threads = 4, .min_threads = 1, .idle = 1us});
        std::vector<future<void>> all;
        for (int i = 0; i < 8; ++i) all.push_back(pool.submit([] {}));
        for (auto& each : all) each.get();
        until([&] { return pool.threads() == 1; });
        EXPECT_EQ(pool.submit([] { return 1; }).get(), 1);
    });
}

TEST_P(ThreadPool, ThreadsHaveNames) {
    run([] {
        thread_pool pool({.name = "disk"});
        EXPECT_EQ(pool.submit([] {
                          char name[16];
                          ::pthread_getname_np(::pthread_self(), name, sizeof(name));
                          return std::string(name);
                      })
                      .get(),
                  "disk-1");
    });
}

TEST_P(ThreadPool, AFullQueueSuspendsWhoSubmits) {
    run([] {
        gate shut;
        thread_pool pool({.max_threads = 1, .queue = 1});
        future<void> first = pool.submit([&] { shut.pass(); });
        until([&] { return shut.waiting == 1; });
        future<void> second = pool.submit([] {});
        std::atomic<bool> has_room{false};
        auto third = spawn([&] {
            pool.submit([] {}).get();
            has_room = true;
        });
        for (int i = 0; i < 20; ++i) this_fiber::yield();
        EXPECT_FALSE(has_room);
        EXPECT_TRUE(third.cancel()) << "it is a checkpoint";
        EXPECT_THROW(third.join(), fiber_cancelled);
        shut.open();
        first.get();
        second.get();
    });
}

TEST_P(ThreadPool, ItsEndDropsWhatIsQueuedAndAsksWhatRunsToStop) {
    run([] {
        std::optional<thread_pool> pool(std::in_place, pool_options{.max_threads = 1});
        std::atomic<bool> has_begun{false};
        future<bool> running = pool->submit([&](const std::stop_token& stop) {
            has_begun = true;
            until([&] { return stop.stop_requested(); });
            return true;
        });
        until([&] { return has_begun.load(); });
        auto captured = std::make_shared<int>(1);
        future<void> queued = pool->submit([captured] {});
        pool.reset();
        EXPECT_TRUE(running.get());
        EXPECT_THROW(queued.get(), std::future_error);
        EXPECT_EQ(captured.use_count(), 1);
    });
}

TEST_P(ThreadPool, MapKeepsTheOrderAndThrowsTheFirstError) {
    run([] {
        thread_pool pool({.max_threads = 2});
        EXPECT_EQ(pool.map(std::vector<int>{1, 2, 3}, [](int each) { return 2 * each; }), (std::vector<int>{2, 4, 6}));
        EXPECT_THROW(pool.map(std::vector<int>{1, 2, 3},
                              [](int each) {
                                  if (each == 2) throw std::runtime_error("two");
                              }),
                     std::runtime_error);
        std::vector<int> seen(3);
        for (auto& [index, outcome] : pool.as_completed(std::vector<int>{5, 6, 7}, [](int each) { return each; }))
            seen[index] = *outcome;
        EXPECT_EQ(seen, (std::vector<int>{5, 6, 7}));
    });
}

TEST_P(ThreadPool, RefusesOptionsThatContradictEachOther) {
    EXPECT_THROW(thread_pool({.max_threads = 0}), std::invalid_argument);
    EXPECT_THROW(thread_pool({.max_threads = 1, .min_threads = 2}), std::invalid_argument);
    EXPECT_THROW(thread_pool({.queue = 0}), std::invalid_argument);
}

TEST_P(ThreadPool, EachJobRunsOnceOrWasTakenBackWhateverIsCancelled) {
    run([] {
        constexpr int k_jobs = 300;
        thread_pool pool({.max_threads = 2, .queue = 8});
        std::atomic<int> ran{0};
        std::atomic<int> returned{0};
        std::atomic<int> cut{0};
        with_task_group([&](task_group& group) {
            for (int i = 0; i < k_jobs; ++i)
                group.spawn([&, i] {
                    cancel_scope scope;
                    auto canceller = spawn([&, i] {
                        if (i % 3 == 0) scope.cancel();
                    });
                    const bool was_cut = scope.run([&] {
                        to_thread({.pool = &pool}, [&] { ++ran; });
                        ++returned;
                    });
                    if (was_cut) ++cut;
                    canceller.join();
                });
        });
        EXPECT_EQ(ran, returned);
        EXPECT_EQ(returned + cut, k_jobs);
    });
}

WEFT_OVER_REAL_WORKERS(ToThread);
WEFT_OVER_REAL_WORKERS(ThreadPool);

} // namespace
} // namespace weft::test
