// SPDX-License-Identifier: BSL-1.0
// The examples of docs/synchronisation.md, which quotes the marked parts.
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class SyncGuide : public OverWorkers {};
class SyncGuideBesideThreads : public OverWorkersBesideThreads {};

// begin: mutex
class account {
public:
    explicit account(int balance) : balance_(balance) {}

    int balance() const {
        const std::lock_guard lock(guard_);
        return balance_;
    }

    /// Both are locked at once, whatever the order in which others name them.
    static void transfer(account& from, account& to, int amount) {
        const std::scoped_lock lock(from.guard_, to.guard_);
        from.balance_ -= amount;
        to.balance_ += amount;
    }

private:
    mutable weft::mutex guard_;
    int balance_;
};
// end: mutex

TEST_P(SyncGuide, AccountsAreLocked) {
    run([] {
        account mine(100), yours(0);
        auto there = weft::spawn([&] { account::transfer(mine, yours, 70); });
        auto back = weft::spawn([&] { account::transfer(yours, mine, 20); });
        there.join();
        back.join();
        EXPECT_EQ(mine.balance(), 50);
        EXPECT_EQ(yours.balance(), 50);
    });
}

// begin: condition
/// Letters, delivered one at a time or all at once.
class mailbox {
public:
    void deliver(std::string letter) {
        {
            const std::lock_guard lock(guard_);
            letters_.push_back(std::move(letter));
        }
        changed_.notify_one();
    }

    /// Waits until there are `count` letters, for `patience` at most.
    std::vector<std::string> collect(std::size_t count, weft::any_duration patience) {
        std::unique_lock lock(guard_);
        changed_.wait_for(lock, patience, [&] { return letters_.size() >= count; });
        return std::exchange(letters_, {});
    }

private:
    weft::mutex guard_;
    weft::condition_variable changed_;
    std::vector<std::string> letters_;
};
// end: condition

TEST_P(SyncGuide, LettersAreCollected) {
    run([] {
        mailbox box;
        auto writer = weft::spawn([&] {
            box.deliver("one");
            weft::this_fiber::sleep_for(1h);
            box.deliver("two");
        });
        EXPECT_EQ(box.collect(2, 2h).size(), 2u);
        EXPECT_TRUE(box.collect(1, 1min).empty());
        writer.join();
    });
}

TEST_P(SyncGuide, ThreeAtATime) {
    run([] {
        std::atomic<int> inside = 0, most = 0;
        const auto download = [&](int) {
            const int now = ++inside;
            for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {}
            weft::this_fiber::sleep_for(100ms);
            --inside;
        };
        const auto begun = weft::clock::now();
        // begin: semaphore
        weft::counting_semaphore<> at_once(3);
        std::vector<weft::fiber<void>> downloads;
        for (int page = 0; page < 9; ++page)
            downloads.push_back(weft::spawn([&, page] {
                at_once.acquire();
                download(page); // three at a time
                at_once.release();
            }));
        for (auto& each : downloads) each.join();
        // end: semaphore
        EXPECT_EQ(most, 3);
        EXPECT_EQ(weft::clock::now() - begun, 300ms);
    });
}

TEST_P(SyncGuide, TheConfigurationIsThere) {
    run([] {
        std::string configuration;
        // begin: event
        weft::event loaded;
        auto loader = weft::spawn([&] {
            configuration = "verbose";
            loaded.set(); // what was written before is seen by all who waited
        });
        if (!loaded.wait_for(5s)) throw std::runtime_error("the configuration does not come");
        // end: event
        EXPECT_EQ(configuration, "verbose");
        loader.join();
    });
}

TEST_P(SyncGuide, AllWorkIsDone) {
    run_and_leave([] {
        std::atomic<int> visited = 0;
        const auto visit = [&] { ++visited; };
        // begin: wait_group
        weft::wait_group open;
        for (int i = 0; i < 5; ++i) {
            open.add(); // here, not in the fiber: wait() might come first
            weft::spawn([&] {
                visit();
                open.done();
            }).detach();
        }
        open.wait();
        // end: wait_group
        EXPECT_EQ(visited, 5);
    });
}

// begin: barrier
/// The game of life needs all cells of one generation before the next; so do sums of neighbours.
std::vector<int> smooth(std::vector<int> now, int rounds) {
    const std::size_t count = now.size();
    std::vector<int> next(count);
    weft::barrier round_done(static_cast<std::ptrdiff_t>(count), [&]() noexcept { std::swap(now, next); });
    std::vector<weft::fiber<void>> cells;
    for (std::size_t i = 0; i < count; ++i)
        cells.push_back(weft::spawn([&, i] {
            for (int round = 0; round < rounds; ++round) {
                next[i] = now[i] + now[(i + 1) % count];
                round_done.arrive_and_wait();
            }
        }));
    for (auto& cell : cells) cell.join();
    return now;
}
// end: barrier

TEST_P(SyncGuide, RoundsDoNotMix) {
    run([] { EXPECT_EQ(smooth({1, 0, 0}, 3), (std::vector<int>{2, 3, 3})); });
}

TEST_P(SyncGuide, TheTableIsLoadedOnce) {
    run([] {
        std::atomic<int> loads = 0;
        std::vector<int> table;
        weft::once_flag once;
        const auto lookup = [&](std::size_t i) {
            // begin: once
            weft::call_once(once, [&] {
                weft::this_fiber::sleep_for(10ms); // the others wait for it
                table = {2, 3, 5, 7};
                ++loads;
            });
            return table[i];
            // end: once
        };
        auto a = weft::spawn([&] { return lookup(1); }), b = weft::spawn([&] { return lookup(2); });
        EXPECT_EQ(a.join() + b.join(), 8);
        EXPECT_EQ(loads, 1);
    });
}

// begin: stop
/// Works on what comes until it is told to stop.
int work_until_stopped(std::deque<int>& jobs, weft::mutex& guard, weft::condition_variable_any& changed,
                       const std::stop_token& stop) {
    int sum = 0;
    std::unique_lock lock(guard);
    while (changed.wait(lock, stop, [&] { return !jobs.empty(); })) {
        sum += jobs.front();
        jobs.pop_front();
    }
    return sum; // stopped, and nothing left
}
// end: stop

TEST_P(SyncGuide, AStopEndsTheWait) {
    run([] {
        std::deque<int> jobs;
        weft::mutex guard;
        weft::condition_variable_any changed;
        std::stop_source stopping;
        auto worker = weft::spawn([&] { return work_until_stopped(jobs, guard, changed, stopping.get_token()); });
        {
            const std::lock_guard lock(guard);
            jobs = {1, 2, 3};
        }
        changed.notify_one();
        weft::this_fiber::sleep_for(1ms);
        stopping.request_stop();
        EXPECT_EQ(worker.join(), 6);
    });
}

TEST_P(SyncGuideBesideThreads, AThreadKeepsAPromise) {
    run([] {
        const auto slow_library_call = [] { return 42; };
        // begin: future
        weft::promise<int> made;
        weft::future<int> kept = made.get_future();
        std::thread elsewhere([&] { made.set_value(slow_library_call()); });
        const int answer = kept.get(); // suspends this fiber; its worker runs others
        elsewhere.join();
        // end: future
        EXPECT_EQ(answer, 42);
    });
}

WEFT_OVER_WORKERS(SyncGuide);
WEFT_OVER_REAL_WORKERS(SyncGuideBesideThreads);

} // namespace
} // namespace weft::test
