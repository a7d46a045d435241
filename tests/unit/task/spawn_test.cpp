// SPDX-License-Identifier: BSL-1.0
#include "fiber/record_pool.hpp"
#include "support/over_workers.hpp"
#include "support/records.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

class Spawn : public OverWorkers {
protected:
    /// A hundred fibers run `body` where steal::unstarted holds.
    template <class Body>
    static void run_a_hundred_that_stay(options how, Body body) {
        how.steal = steal::unstarted;
        run_and_check(how, [body] {
            std::vector<fiber<void>> all;
            for (int i = 0; i < 100; ++i) all.push_back(spawn(body));
            for (auto& each : all) each.join();
        });
    }
};

TEST_P(Spawn, GivesValuesReferencesAndNothing) {
    run([] {
        int number = 1;
        EXPECT_EQ(spawn([] { return 42; }).join(), 42);
        EXPECT_EQ(&spawn([&]() -> int& { return number; }).join(), &number);
        EXPECT_EQ(spawn([] { return std::string(1000, 'x'); }).join(), std::string(1000, 'x'));
        static_assert(std::is_void_v<decltype(spawn([] {}).join())>);
        spawn([&] { number = 2; }).join();
        EXPECT_EQ(number, 2);
    });
}

TEST_P(Spawn, TakesMoveOnlyCallablesAndResults) {
    run([] {
        auto doubled = spawn([given = std::make_unique<int>(21)] { return std::make_unique<int>(*given * 2); });
        EXPECT_EQ(*doubled.join(), 42);
    });
}

TEST_P(Spawn, TakesLargeCallablesAndResults) {
    run([] {
        std::array<int, 1000> large{};
        large[999] = 7;
        auto echo = spawn([large] { return large; });
        EXPECT_EQ(echo.join()[999], 7);
    });
}

struct alignas(256) over_aligned {
    int value = 0;
    bool is_aligned() const { return reinterpret_cast<std::uintptr_t>(this) % 256 == 0; }
};

TEST_P(Spawn, KeepsOverAlignedObjectsAligned) {
    run([] {
        over_aligned given{5};
        auto echo = spawn([given] {
            EXPECT_TRUE(given.is_aligned());
            return given;
        });
        EXPECT_EQ(echo.join().value, 5);
    });
}

struct throws_when_copied {
    throws_when_copied() = default;
    throws_when_copied(const throws_when_copied&) { throw std::runtime_error("no copies"); }
    void operator()() const {}
};

TEST_P(Spawn, OfACallableThatCannotBeStoredThrowsToTheSpawner) {
    run([] {
        const throws_when_copied given;
        EXPECT_THROW(static_cast<void>(spawn(given)), std::runtime_error);
        EXPECT_THROW(static_cast<void>(spawn({.name = "named"}, given)), std::runtime_error);
        EXPECT_THROW(static_cast<void>(spawn({.policy = launch::dispatch}, given)), std::runtime_error);
    });
}

TEST_P(Spawn, OfACallableThatCannotBeStoredLosesNoRecord) {
    run([] {
        constexpr std::size_t k_spawns = 600;
        static_assert(k_spawns > 2 * detail::record_pool::k_chain);
        const throws_when_copied given;
        const std::size_t before = records_ever_made();
        for (std::size_t i = 0; i < k_spawns; ++i)
            EXPECT_THROW(static_cast<void>(spawn({.name = "named"}, given)), std::runtime_error);
        EXPECT_LE(records_ever_made(), before + detail::record_pool::k_chain);
    });
}

/// A record is used again after a fiber that failed, one that had a name, and one with a result to destroy.
TEST_P(Spawn, OneFiberLeavesNothingToTheNextOfItsRecord) {
    run([] {
        for (int round = 0; round < 3; ++round) {
            EXPECT_THROW(spawn([] { throw 5; }).join(), int);
            EXPECT_EQ(spawn([] { return std::string(this_fiber::name()); }).join(), "");
            EXPECT_EQ(spawn({.name = "named"}, [round] { return round; }).join(), round);
            spawn([] { EXPECT_EQ(this_fiber::name(), ""); }).join();
        }
    });
}

TEST_P(Spawn, ExceptionsReachTheJoin) {
    run([] {
        auto failing = spawn([]() -> int { throw std::out_of_range("here"); });
        try {
            failing.join();
            ADD_FAILURE();
        } catch (const std::out_of_range& error) {
            EXPECT_STREQ(error.what(), "here");
        }
        EXPECT_FALSE(failing.joinable());
        EXPECT_THROW(spawn([] { throw 5; }).join(), int);
    });
}

TEST_P(Spawn, EveryCallableAndResultIsDestroyedOnce) {
    static std::atomic<int> alive;
    struct counted {
        counted() { ++alive; }
        counted(const counted&) { ++alive; }
        counted(counted&&) noexcept { ++alive; }
        ~counted() { --alive; }
    };
    alive = 0;
    run_and_leave([] {
        for (int round = 0; round < 50; ++round) {
            spawn([c = counted()] { return c; }).join();
            auto unjoined = spawn([c = counted()] { return c; });
            spawn([c = counted()] { return c; }).detach();
            auto done = spawn([c = counted()] { return c; });
            while (!done.done()) this_fiber::yield();
            done.detach();
            EXPECT_THROW(spawn([c = counted()]() -> counted { throw c; }).join(), counted);
        }
    });
    EXPECT_EQ(alive, 0);
}

TEST_P(Spawn, DestroyedHandleJoins) {
    run([] {
        bool ran = false;
        {
            auto handle = spawn([&] {
                this_fiber::sleep_for(std::chrono::milliseconds(1));
                ran = true;
            });
        }
        EXPECT_TRUE(ran);
    });
}

TEST_P(Spawn, AssignedHandleJoinsItsOldFiber) {
    run([] {
        std::atomic<int> ran = 0;
        auto handle = spawn([&] { ++ran; });
        handle = spawn([&] { ++ran; });
        EXPECT_GE(ran, 1);
        handle = {};
        EXPECT_EQ(ran, 2);
        EXPECT_FALSE(handle.joinable());
        EXPECT_EQ(handle.id(), 0u);
    });
}

TEST_P(Spawn, AHandleThatIsMovedOverAnotherJoinsThatOnesFiberAndIsEmpty) {
    run([] {
        bool old_has_ended = false;
        auto handle = spawn([&] {
            this_fiber::sleep_for(std::chrono::milliseconds(1));
            old_has_ended = true;
        });
        auto other = spawn([] {});
        const fiber_id id = other.id();
        handle = std::move(other);
        EXPECT_TRUE(old_has_ended);
        EXPECT_FALSE(other.joinable());
        EXPECT_EQ(handle.id(), id);
        handle.join();
    });
}

TEST_P(Spawn, DetachedFibersEndBeforeTheRuntime) {
    std::atomic<int> ran = 0;
    run_and_leave([&] {
        ran = 0; // the simulated mode comes here several times
        for (int i = 0; i < 100; ++i)
            spawn([&] {
                this_fiber::sleep_for(std::chrono::milliseconds(3));
                ++ran;
            }).detach();
    });
    EXPECT_EQ(ran, 100);
}

TEST_P(Spawn, DoneTurnsTrueOnceTheBodyHasEnded) {
    run([] {
        auto sleeper = spawn([] { this_fiber::sleep_for(std::chrono::seconds(1)); });
        EXPECT_FALSE(sleeper.done());
        this_fiber::sleep_for(std::chrono::seconds(2));
        EXPECT_TRUE(sleeper.done());
        EXPECT_TRUE(sleeper.joinable());
        sleeper.join();
        EXPECT_FALSE(sleeper.joinable());
    });
}

TEST_P(Spawn, IdsAreUniqueAndSeenInside) {
    run([] {
        std::set<fiber_id> seen{this_fiber::id()};
        for (int i = 0; i < 1000; ++i) {
            auto child = spawn([] { return this_fiber::id(); });
            const fiber_id outside = child.id();
            EXPECT_EQ(child.join(), outside);
            EXPECT_TRUE(seen.insert(outside).second);
        }
        EXPECT_EQ(seen.count(0), 0u);
    });
    EXPECT_EQ(this_fiber::id(), 0u);
}

/// Keeps its worker busy until `wanted` have come, or for long enough.
void wait_on_worker(const std::atomic<unsigned>& come, unsigned wanted) {
    for (int turn = 0; turn < 2000 && come < wanted; ++turn) std::this_thread::yield();
}

/// Each worker numbers its fibers from a block of its own, and takes another when that is used up.
TEST_P(Spawn, IdsAreUniqueOverWorkersAndTheirBlocks) {
    run([] {
        const int children = is_simulated() ? 300 : 1500; // more than a block of 1,024 for each worker
        std::atomic<unsigned> come = 0;
        std::vector<fiber<std::vector<fiber_id>>> spawners;
        for (int i = 0; i < 4; ++i)
            spawners.push_back(spawn([&come, children] {
                ++come;
                wait_on_worker(come, std::min(2U, workers()));
                std::vector<fiber_id> ids;
                for (int n = 0; n < children; ++n) {
                    auto child = spawn([] {});
                    ids.push_back(child.id());
                    child.join();
                }
                return ids;
            }));
        std::set<fiber_id> seen;
        for (auto& each : spawners)
            for (const fiber_id id : each.join()) EXPECT_TRUE(seen.insert(id).second);
    });
}

TEST_P(Spawn, NamesAreSeenInside) {
    run([] {
        const std::string long_name(300, 'n');
        EXPECT_EQ(spawn({.name = "reader"}, [] { return std::string(this_fiber::name()); }).join(), "reader");
        EXPECT_EQ(spawn({.name = long_name}, [] { return std::string(this_fiber::name()); }).join(), long_name);
        EXPECT_EQ(spawn([] { return std::string(this_fiber::name()); }).join(), "");
    });
    EXPECT_EQ(this_fiber::name(), "");
}

TEST_P(Spawn, DispatchRunsTheChildFirst) {
    run([] {
        std::atomic<bool> ran = false;
        auto child = spawn({.policy = launch::dispatch}, [&] { ran = true; });
        // With more workers another one may take the queued parent at once, and be as far as the child.
        EXPECT_TRUE(ran || workers() > 1);
        child.join();
        EXPECT_TRUE(ran);
        EXPECT_EQ(spawn({.policy = launch::dispatch}, [] { return 3; }).join(), 3);
    });
}

TEST_P(Spawn, DispatchNestsDeeply) {
    run([] {
        struct nest {
            static int of(int depth) {
                if (depth == 0) return 0;
                return 1 + spawn({.policy = launch::dispatch}, [depth] { return of(depth - 1); }).join();
            }
        };
        EXPECT_EQ(nest::of(500), 500);
    });
}

TEST_P(Spawn, PinnedFibersStayOnTheirWorker) {
    run([] {
        std::vector<fiber<void>> all;
        for (int i = 0; i < 40; ++i) {
            const unsigned here = worker_here();
            all.push_back(spawn({.pinned = true}, [here] {
                for (int turn = 0; turn < 50; ++turn) {
                    ASSERT_EQ(worker_here(), here);
                    if (turn % 3 == 0)
                        this_fiber::sleep_for(std::chrono::microseconds(10));
                    else
                        this_fiber::yield();
                }
            }));
            this_fiber::yield();
        }
        for (auto& each : all) each.join();
    });
}

TEST_P(Spawn, APinnedFiberThatIsWokenOnAnotherWorkerGoesOnOnItsOwn) {
    run([] {
        spawn({.pinned = true}, [] {
            const unsigned home = worker_here();
            event happened;
            std::atomic<bool> waits = false;
            bool is_home = false;
            auto pinned = spawn({.pinned = true}, [&] {
                waits = true;
                happened.wait();
                is_home = worker_here() == home;
            });
            while (!waits) this_fiber::yield();
            std::atomic<bool> is_woken = false;
            auto waker = spawn([&] {
                happened.set();
                is_woken = true;
            });
            if (workers() > 1) // this worker is kept busy, so that another runs the waker
                while (!is_woken) std::this_thread::yield();
            waker.join();
            pinned.join();
            EXPECT_TRUE(is_home);
        }).join();
    });
}

TEST_P(Spawn, PinnedFibersStayWhenTheyAreJoinedInPlace) {
    run([] {
        for (int round = 0; round < 100; ++round) {
            const unsigned here = worker_here();
            spawn({.pinned = true}, [here] {
                for (int turn = 0; turn < 5; ++turn) {
                    EXPECT_EQ(worker_here(), here);
                    this_fiber::yield();
                }
            }).join();
            this_fiber::yield();
        }
    });
}

TEST_P(Spawn, StartedFibersStayWithStealUnstarted) {
    run_a_hundred_that_stay(how(), [] {
        const unsigned here = worker_here();
        spawn([] { this_fiber::yield(); }).join();
        for (int turn = 0; turn < 50; ++turn) {
            ASSERT_EQ(worker_here(), here);
            this_fiber::yield();
            if (turn % 5 == 0) this_fiber::sleep_for(std::chrono::microseconds(1)); // another worker may end it
        }
    });
}

/// Trivially destructible, too large for a record, and counted while it lies on the heap.
struct large_result {
    static inline std::atomic<int> on_heap = 0;
    int values[1000]{};
    static void* operator new(std::size_t size) {
        ++on_heap;
        return ::operator new(size);
    }
    static void operator delete(void* memory) {
        --on_heap;
        ::operator delete(memory);
    }
};

TEST_P(Spawn, ALargeResultIsFreedHoweverItsFiberIsLeft) {
    large_result::on_heap = 0;
    run_and_leave([] {
        EXPECT_EQ(spawn([] { return large_result(); }).join().values[999], 0);
        auto suspended = spawn([] {
            this_fiber::yield();
            return large_result();
        });
        suspended.join();
        spawn([] { return large_result(); }).detach();
        auto left = spawn([] { return large_result(); });
    });
    EXPECT_EQ(large_result::on_heap, 0);
}

TEST_P(Spawn, DispatchedFibersStayWithStealUnstarted) {
    run_a_hundred_that_stay(how(), [] {
        spawn({.policy = launch::dispatch}, [] {
            const unsigned here = worker_here();
            for (int turn = 0; turn < 50; ++turn) {
                this_fiber::yield();
                ASSERT_EQ(worker_here(), here);
            }
        }).join();
    });
}

WEFT_OVER_WORKERS(Spawn);

} // namespace
} // namespace weft::test
