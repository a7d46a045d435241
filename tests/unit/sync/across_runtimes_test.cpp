// SPDX-License-Identifier: BSL-1.0
// Every primitive lets the fibers of two runtimes and a plain thread meet, timeouts included.
#include "support/across.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <shared_mutex>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class SyncAcross : public Across {
protected:
    static constexpr int k_rounds = 40;

    template <class Mutex>
    static void lock_for(Mutex& guard) {
        while (!guard.try_lock_for(50us)) {}
    }

    /// Each side adds to a plain number between `enter` and `leave`.
    template <class Mutex, class Enter, class Leave>
    void excludes(Enter enter, Leave leave) {
        Mutex guard;
        int count = 0;
        everywhere([&](side where) {
            for (int round = 0; round < k_rounds; ++round) {
                enter(guard);
                ++count;
                if (round % 8 == 0) pause(where);
                leave(guard);
            }
        });
        EXPECT_EQ(count, k_sides * k_rounds);
    }
    template <class Mutex>
    void excludes() {
        excludes<Mutex>([](Mutex& guard) { guard.lock(); }, [](Mutex& guard) { guard.unlock(); });
    }
    template <class Mutex>
    void excludes_with_timeouts() {
        excludes<Mutex>([](Mutex& guard) { lock_for(guard); }, [](Mutex& guard) { guard.unlock(); });
    }
    template <class Mutex>
    void excludes_twice_locked() {
        excludes<Mutex>(
            [](Mutex& guard) {
                guard.lock();
                guard.lock();
            },
            [](Mutex& guard) {
                guard.unlock();
                guard.unlock();
            });
    }
};

TEST_P(SyncAcross, MutexesOfEveryKindExclude) {
    excludes<mutex>();
    excludes<timed_mutex>();
    excludes_with_timeouts<timed_mutex>();
    excludes_twice_locked<recursive_mutex>();
    excludes_twice_locked<recursive_timed_mutex>();
    excludes_with_timeouts<recursive_timed_mutex>();
    excludes<shared_mutex>();
    excludes<shared_timed_mutex>();
    excludes_with_timeouts<shared_timed_mutex>();
}

TEST_P(SyncAcross, ReadersSeeWhatWritersLeave) {
    shared_timed_mutex guard;
    int left = 0, right = 0;
    everywhere([&](side where) {
        for (int round = 0; round < k_rounds; ++round) {
            if (round % 3 == number(where)) {
                const std::lock_guard writing(guard);
                ++left;
                pause(where);
                ++right;
            } else {
                while (!guard.try_lock_shared_for(50us)) {}
                EXPECT_EQ(left, right);
                guard.unlock_shared();
            }
        }
    });
    EXPECT_EQ(left, k_rounds);
}

TEST_P(SyncAcross, SemaphoresCount) {
    counting_semaphore<> places(2);
    std::atomic<int> inside = 0;
    everywhere([&](side where) {
        for (int round = 0; round < k_rounds; ++round) {
            if (round % 2 == 0)
                places.acquire();
            else
                while (!places.try_acquire_for(50us)) {}
            EXPECT_LE(++inside, 2);
            pause(where);
            --inside;
            places.release();
        }
    });
    EXPECT_TRUE(places.try_acquire());
    EXPECT_TRUE(places.try_acquire());
    EXPECT_FALSE(places.try_acquire());
}

TEST_P(SyncAcross, EventsWakeAll) {
    std::array<event, k_rounds> events;
    everywhere([&](side where) {
        for (int round = 0; round < k_rounds; ++round) {
            event& mine = events[static_cast<std::size_t>(round)];
            if (round % 3 == number(where))
                mine.set();
            else if (round % 2 == 0)
                mine.wait();
            else
                while (!mine.wait_for(50us)) {}
        }
    });
}

TEST_P(SyncAcross, LatchesBarriersAndWaitGroupsLetAllGoTogether) {
    latch all(k_sides);
    int phases = 0;
    barrier step(k_sides, [&]() noexcept { ++phases; });
    wait_group work;
    work.add(k_sides);
    everywhere([&](side where) {
        all.arrive_and_wait();
        for (int round = 1; round <= k_rounds; ++round) {
            step.arrive_and_wait();
            EXPECT_EQ(phases, 2 * round - 1);
            if (round % 8 == number(where)) pause(where);
            step.arrive_and_wait();
        }
        work.done();
        if (where == side::here)
            work.wait();
        else
            while (!work.wait_for(50us)) {}
    });
    EXPECT_EQ(phases, 2 * k_rounds);
}

TEST_P(SyncAcross, ConditionsAreNotified) {
    const auto takes_turns = [&](auto& guard, auto& changed) {
        int turn = 0;
        everywhere([&](side where) {
            for (int round = 0; round < k_rounds; ++round) {
                std::unique_lock lock(guard);
                const auto mine = [&] { return turn % k_sides == number(where); };
                if (round % 2 == 0)
                    changed.wait(lock, mine);
                else
                    while (!changed.wait_for(lock, 50us, mine)) {}
                ++turn;
                changed.notify_all();
            }
        });
        EXPECT_EQ(turn, k_sides * k_rounds);
    };
    mutex guard;
    condition_variable changed;
    takes_turns(guard, changed);
    timed_mutex other_guard;
    condition_variable_any other;
    takes_turns(other_guard, other);
}

TEST_P(SyncAcross, OneOfThemMakesTheCallAndAllSeeIt) {
    std::array<once_flag, k_rounds> flags;
    std::array<int, k_rounds> calls{};
    everywhere([&](side where) {
        for (std::size_t round = 0; round < k_rounds; ++round) {
            call_once(flags[round], [&] {
                pause(where);
                ++calls[round];
            });
            EXPECT_EQ(calls[round], 1);
        }
    });
}

TEST_P(SyncAcross, FuturesBringValues) {
    std::array<promise<int>, k_rounds> made;
    std::vector<shared_future<int>> kept;
    for (auto& each : made) kept.emplace_back(each.get_future());
    everywhere([&](side where) {
        const auto mine = kept; // a copy each, as of std's
        for (int round = 0; round < k_rounds; ++round) {
            const auto index = static_cast<std::size_t>(round);
            if (round % 3 == number(where)) made[index].set_value(round);
            if (round % 2 == 0)
                while (mine[index].wait_for(50us) == std::future_status::timeout) {}
            EXPECT_EQ(mine[index].get(), round);
        }
    });
}

WEFT_OVER_REAL_WORKERS(SyncAcross);

} // namespace
} // namespace weft::test
