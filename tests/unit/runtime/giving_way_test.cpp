// SPDX-License-Identifier: BSL-1.0
// A fiber whose operations never have to wait gives way all the same, after so many of them; an operation that promises
// not to suspend never does.
#include "fiber/carrier.hpp"
#include "runtime/forced_migration.hpp"
#include "support/held_workers.hpp"
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

/// One object of each kind, in a state in which nothing has to wait.
struct objects {
    channel<int> items{4};
    queue<int> tasks{4};
    broadcast<int> news{4};
    subscription<int> reader = news.subscribe();
    mutex plain;
    timed_mutex timed;
    recursive_mutex recursive;
    recursive_timed_mutex recursive_timed;
    shared_mutex shared;
    shared_timed_mutex shared_timed;
    counting_semaphore<> permits{1};
    bounded_semaphore bounded{1};
    event happened;
    latch passed{0};
    wait_group nobody;
    barrier<> alone{1};
    once_flag once;
    condition_variable changed;
    promise<int> kept;
    shared_future<int> answer = kept.get_future().share();
    fiber<void> ended;
    queue<int> idle;

    objects() {
        happened.set();
        kept.set_value(1);
    }
};

/// `body` does `count` operations of the kind in question.
struct operation {
    const char* name;
    std::size_t count;
    void (*body)(objects&);
};

constexpr operation k_may_suspend[] = {
    {"channel.push, pop", 2, [](objects& all) { all.items.push(1), static_cast<void>(all.items.pop()); }},
    {"channel.push_for, pop_for", 2,
     [](objects& all) {
         int item = 1;
         static_cast<void>(all.items.push_for(1, 1s)), static_cast<void>(all.items.pop_for(item, 1s));
     }},
    {"queue.put, get", 2, [](objects& all) { all.tasks.put(1), static_cast<void>(all.tasks.get()); }},
    {"queue.put_for, get_for", 2,
     [](objects& all) {
         std::optional<int> item;
         static_cast<void>(all.tasks.put_for(1, 1s)), static_cast<void>(all.tasks.get_for(item, 1s));
     }},
    {"queue.join", 1, [](objects& all) { all.idle.join(); }},
    {"broadcast.push, pop", 2, [](objects& all) { all.news.push(1), static_cast<void>(all.reader.pop()); }},
    {"select of a pop", 1, [](objects& all) { static_cast<void>(all.items.try_push(1)), select(on_pop(all.items)); }},
    {"select of a push", 1,
     [](objects& all) {
         int item = 0;
         select(on_push(all.items, 1)), static_cast<void>(all.items.try_pop(item));
     }},
    {"mutex.lock", 1, [](objects& all) { all.plain.lock(), all.plain.unlock(); }},
    {"timed_mutex.lock", 1, [](objects& all) { all.timed.lock(), all.timed.unlock(); }},
    {"timed_mutex.try_lock_for", 1,
     [](objects& all) {
         if (all.timed.try_lock_for(1s)) all.timed.unlock();
     }},
    {"recursive_mutex.lock", 1, [](objects& all) { all.recursive.lock(), all.recursive.unlock(); }},
    {"recursive_timed_mutex.lock", 1, [](objects& all) { all.recursive_timed.lock(), all.recursive_timed.unlock(); }},
    {"recursive_timed_mutex.try_lock_for", 1,
     [](objects& all) {
         if (all.recursive_timed.try_lock_for(1s)) all.recursive_timed.unlock();
     }},
    {"shared_mutex.lock", 1, [](objects& all) { all.shared.lock(), all.shared.unlock(); }},
    {"shared_mutex.lock_shared", 1, [](objects& all) { all.shared.lock_shared(), all.shared.unlock_shared(); }},
    {"shared_timed_mutex.lock", 1, [](objects& all) { all.shared_timed.lock(), all.shared_timed.unlock(); }},
    {"shared_timed_mutex.try_lock_for", 1,
     [](objects& all) {
         if (all.shared_timed.try_lock_for(1s)) all.shared_timed.unlock();
     }},
    {"shared_timed_mutex.try_lock_shared_for", 1,
     [](objects& all) {
         if (all.shared_timed.try_lock_shared_for(1s)) all.shared_timed.unlock_shared();
     }},
    {"semaphore.acquire", 1, [](objects& all) { all.permits.acquire(), all.permits.release(); }},
    {"semaphore.try_acquire_for", 1,
     [](objects& all) {
         if (all.permits.try_acquire_for(1s)) all.permits.release();
     }},
    {"bounded_semaphore.acquire", 1, [](objects& all) { all.bounded.acquire(), all.bounded.release(); }},
    {"event.wait", 1, [](objects& all) { all.happened.wait(); }},
    {"event.wait_for", 1, [](objects& all) { static_cast<void>(all.happened.wait_for(1s)); }},
    {"latch.wait", 1, [](objects& all) { all.passed.wait(); }},
    {"latch.arrive_and_wait", 1,
     [](objects&) {
         latch mine(1);
         mine.arrive_and_wait();
     }},
    {"wait_group.wait", 1, [](objects& all) { all.nobody.wait(); }},
    {"barrier.arrive_and_wait", 1, [](objects& all) { all.alone.arrive_and_wait(); }},
    {"barrier.wait", 1, [](objects& all) { all.alone.wait(all.alone.arrive()); }}, // that phase is over
    {"call_once", 1, [](objects& all) { call_once(all.once, [] {}); }},
    {"shared_future.wait", 1, [](objects& all) { all.answer.wait(); }},
    {"shared_future.wait_for", 1, [](objects& all) { static_cast<void>(all.answer.wait_for(1s)); }},
};

constexpr operation k_never_suspends[] = {
    {"channel.try_push, try_pop", 2,
     [](objects& all) {
         int item = 1;
         static_cast<void>(all.items.try_push(1)), static_cast<void>(all.items.try_pop(item));
     }},
    {"queue.put_nowait, get_nowait, task_done", 2,
     [](objects& all) {
         std::optional<int> item;
         static_cast<void>(all.tasks.put_nowait(1)), static_cast<void>(all.tasks.get_nowait(item)),
             all.tasks.task_done();
     }},
    {"broadcast.try_push, try_pop", 2,
     [](objects& all) {
         std::optional<int> item;
         static_cast<void>(all.news.try_push(1)), static_cast<void>(all.reader.try_pop(item));
     }},
    {"select with otherwise", 1, [](objects& all) { select(on_pop(all.items), otherwise()); }},
    {"mutex.try_lock, unlock", 1,
     [](objects& all) {
         if (all.plain.try_lock()) all.plain.unlock();
     }},
    {"shared_mutex.try_lock_shared", 1,
     [](objects& all) {
         if (all.shared.try_lock_shared()) all.shared.unlock_shared();
     }},
    {"recursive_mutex.try_lock", 1,
     [](objects& all) {
         if (all.recursive.try_lock()) all.recursive.unlock();
     }},
    {"semaphore.try_acquire, release", 1,
     [](objects& all) {
         if (all.permits.try_acquire()) all.permits.release();
     }},
    {"event.set, reset", 1, [](objects& all) { all.happened.set(), all.happened.reset(); }},
    {"latch.count_down, try_wait", 1,
     [](objects&) {
         latch mine(1);
         mine.count_down(), static_cast<void>(mine.try_wait());
     }},
    {"wait_group.add, done", 1, [](objects& all) { all.nobody.add(1), all.nobody.done(); }},
    {"barrier.arrive", 1, [](objects& all) { static_cast<void>(all.alone.arrive()); }},
    {"condition_variable.notify", 1, [](objects& all) { all.changed.notify_one(), all.changed.notify_all(); }},
    {"promise.set_value", 1,
     [](objects&) {
         promise<int> mine;
         mine.set_value(1);
     }},
    {"detach of an ended fiber", 0,
     [](objects& all) {
         if (all.ended.joinable()) all.ended.detach();
     }},
};

constexpr std::size_t k_in_a_row = detail::k_operations_in_a_row;

class GivingWay : public OverWorkers {
protected:
    static bool is_exact() { return workers() == 1 && !is_simulated(); }

    /// Does `what` until another fiber, which is ready on the same worker, has run, or `most` operations are done; how
    /// many.
    static std::size_t operations_until_another_runs(const operation& what, std::size_t most) {
        objects all;
        this_fiber::yield(); // the count begins anywhere: it is looked at as a whole
        bool ran = false;
        auto other = spawn([&] { ran = true; });
        std::size_t done = 0;
        for (; !ran && done < most; done += std::max<std::size_t>(what.count, 1)) what.body(all);
        other.join();
        return done;
    }

    /// A fiber that waits for an event once this is made, and is joined with it.
    struct waiting_fiber {
        waiting_fiber() { this_fiber::yield(); }
        event happened;
        std::atomic<bool> ran = false;
        fiber<void> woken = spawn([this] {
            happened.wait();
            ran = true;
        });
    };

    /// Locks a free mutex until `ran`, or `most` times; how often.
    static std::size_t locks_until(const std::atomic<bool>& ran, std::size_t most) {
        mutex guard;
        std::size_t done = 0;
        for (; !ran && done < most; ++done) const std::lock_guard lock(guard);
        return done;
    }
};

/// What takes a plain thread cannot be simulated.
class GivingWayBesideThreads : public GivingWay {
    bool is_alone() const override { return false; }
};

TEST_P(GivingWay, OperationsThatMaySuspendGiveWayAfterSoManyInARow) {
    run([] {
        for (const operation& each : k_may_suspend) {
            SCOPED_TRACE(each.name);
            if (!is_exact()) { // elsewhere another worker, or the simulation, may let it run at any time
                objects all;
                for (std::size_t i = 0; i < (is_simulated() ? 10 : 2 * k_in_a_row); ++i) each.body(all);
                continue;
            }
            const std::size_t done = operations_until_another_runs(each, 10 * k_in_a_row);
            EXPECT_GE(done, k_in_a_row);
            EXPECT_LE(done, 2 * k_in_a_row + 2);
        }
    });
}

TEST_P(GivingWay, OperationsThatNeverSuspendDoNotGiveWay) {
    run([] {
        if (!is_exact()) return;
        for (const operation& each : k_never_suspends) {
            SCOPED_TRACE(each.name);
            EXPECT_GE(operations_until_another_runs(each, 4 * k_in_a_row), 4 * k_in_a_row);
        }
    });
}

TEST_P(GivingWay, JoinsOfEndedFibersGiveWay) {
    run([] {
        if (!is_exact()) return;
        std::vector<fiber<void>> ended;
        for (std::size_t i = 0; i < 3 * k_in_a_row; ++i) ended.push_back(spawn([] {}));
        while (!ended.back().done()) this_fiber::yield();
        bool ran = false;
        auto other = spawn([&] { ran = true; });
        std::size_t joined = 0;
        for (auto& each : ended) {
            if (ran) break;
            each.join();
            ++joined;
        }
        EXPECT_TRUE(ran);
        EXPECT_GE(joined, k_in_a_row);
        other.join();
    });
}

TEST_P(GivingWay, APinnedFiberIsServed) {
    run([] {
        if (is_simulated()) return; // nobody is pinned there
        std::atomic<bool> ran = false;
        auto hog = spawn({.pinned = true}, [&] {
            mutex guard;
            auto other = spawn({.pinned = true}, [&] { ran = true; });
            while (!ran) const std::lock_guard lock(guard);
            other.join();
        });
        hog.join();
    });
}

/// With several workers the fiber that was woken last comes first, and here that must not be the one that gives way.
TEST_P(GivingWay, WhoHasJustWokenAnotherGivesWayToIt) {
    if (detail::k_forced_migration) GTEST_SKIP() << "the caller would move to a worker that is kept busy";
    run([] {
        if (is_simulated()) return; // others may run at any time there
        const held_workers others(workers() - 1);
        for (int turn = 0; turn < 3; ++turn) {
            waiting_fiber other;
            other.happened.set();
            EXPECT_LE(locks_until(other.ran, 10 * k_in_a_row), 2 * k_in_a_row + 2);
        }
    });
}

TEST_P(GivingWayBesideThreads, WhoIsAloneOnItsWorkerGivesWayToAFiberThatAPlainThreadWoke) {
    if (detail::k_forced_migration) GTEST_SKIP() << "the caller would move to a worker that is kept busy";
    run([] {
        const held_workers others(workers() - 1);
        waiting_fiber other;
        std::thread([&] {
            other.happened.set();
        }).join(); // it comes behind this one, which has one more turn, in the ring
        EXPECT_LE(locks_until(other.ran, 10 * k_in_a_row), 3 * k_in_a_row + 2);
    });
}

/// Of two that wait for each other's lock neither can have been made to give way with it: lock() gives way before it
/// has the lock.
TEST_P(GivingWay, ALockIsNotHeldWhileItsTakerGivesWay) {
    run([] {
        if (!is_exact()) return;
        mutex guard;
        bool stop = false;
        std::size_t turns = 0;
        auto looker = spawn([&] {
            while (!stop) {
                ++turns;
                EXPECT_TRUE(guard.try_lock());
                guard.unlock();
                this_fiber::yield();
            }
        });
        for (std::size_t i = 0; i < 10 * k_in_a_row; ++i) const std::lock_guard lock(guard);
        EXPECT_GE(turns, 2u); // once in two counts at the least, and the first may have been begun
        stop = true;
        looker.join();
    });
}

TEST_P(GivingWay, OrderFifoIsExempt) {
    if (!is_exact()) return;
    options fifo = how();
    fifo.order = order::fifo;
    run_and_check(fifo,
                  [] { EXPECT_GE(operations_until_another_runs(k_may_suspend[0], 4 * k_in_a_row), 4 * k_in_a_row); });
}

TEST_P(GivingWay, APlainThreadGoesOn) {
    objects all;
    for (const operation& each : k_may_suspend)
        for (std::size_t i = 0; i < 2 * k_in_a_row; ++i) each.body(all);
}

WEFT_OVER_WORKERS(GivingWay);
WEFT_OVER_REAL_WORKERS(GivingWayBesideThreads);

} // namespace
} // namespace weft::test
