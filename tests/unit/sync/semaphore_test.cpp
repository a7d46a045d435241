// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class Semaphore : public OverWorkers {};
class SemaphoreBesideThreads : public OverWorkersBesideThreads {};

TEST_P(Semaphore, LetsAsManyInAsItHasPermits) {
    run([] {
        counting_semaphore<> places(3);
        std::atomic<int> inside{0}, most{0};
        std::vector<fiber<void>> all;
        for (int i = 0; i < 16; ++i)
            all.push_back(spawn([&] {
                for (int turn = 0; turn < 20; ++turn) {
                    places.acquire();
                    const int now = ++inside;
                    EXPECT_LE(now, 3);
                    if (turn % 4 == 0) this_fiber::yield();
                    most = std::max(most.load(), now);
                    --inside;
                    places.release();
                }
            }));
        for (auto& each : all) each.join();
        EXPECT_GE(most, 1);
    });
}

TEST_P(Semaphore, HandsPermitsOverInTheOrderOfTheWaits) {
    run([] {
        counting_semaphore<> places(0);
        std::vector<fiber<int>> all;
        std::atomic<int> turn{0};
        for (int i = 0; i < 8; ++i) {
            all.push_back(spawn([&] {
                places.acquire();
                const int mine = turn++;
                places.release(); // one at a time, so that the turns can be told
                return mine;
            }));
            this_fiber::sleep_for(1ms); // it waits now
        }
        places.release();
        for (int i = 0; i < 8; ++i) EXPECT_EQ(all[static_cast<std::size_t>(i)].join(), i);
    });
}

TEST_P(Semaphore, ANewcomerDoesNotOvertakeAWaiter) {
    run([] {
        counting_semaphore<> places(0);
        bool waiter_had_it = false;
        auto waiter = spawn([&] {
            places.acquire();
            waiter_had_it = true;
        });
        this_fiber::sleep_for(1ms); // it waits now
        places.release();
        EXPECT_FALSE(places.try_acquire()); // the permit is the waiter's, whether it ran already or not
        waiter.join();
        EXPECT_TRUE(waiter_had_it);
    });
}

TEST_P(Semaphore, AnAcquireThatTimesOutTakesNoPermit) {
    run([] {
        counting_semaphore<> places(0);
        EXPECT_FALSE(places.try_acquire_for(2ms));
        EXPECT_FALSE(places.try_acquire_for(0ms));
        EXPECT_FALSE(places.try_acquire_until(clock::now()));
        places.release();
        EXPECT_TRUE(places.try_acquire_for(-1ms));
        EXPECT_FALSE(places.try_acquire());
    });
}

TEST_P(Semaphore, APermitPassesAWaiterWhoseTimeIsOver) {
    run([] {
        counting_semaphore<> places(0);
        auto hasty = spawn([&] { return places.try_acquire_for(1ms); });
        this_fiber::sleep_for(500us);
        auto patient = spawn([&] { return places.try_acquire_for(1h); });
        this_fiber::sleep_for(10ms);
        places.release();
        EXPECT_FALSE(hasty.join());
        EXPECT_TRUE(patient.join());
    });
}

TEST_P(Semaphore, ManyPermitsAtOnceServeManyWaiters) {
    run([] {
        counting_semaphore<> places(0);
        std::vector<fiber<void>> all;
        for (int i = 0; i < 5; ++i) all.push_back(spawn([&] { places.acquire(); }));
        this_fiber::sleep_for(1ms); // they wait now
        places.release(7);
        for (auto& each : all) each.join();
        EXPECT_TRUE(places.try_acquire());
        EXPECT_TRUE(places.try_acquire());
        EXPECT_FALSE(places.try_acquire());
    });
}

TEST_P(Semaphore, RefusesBadNumbers) {
    run([] {
        EXPECT_THROW(counting_semaphore<>(-1), std::invalid_argument);
        EXPECT_THROW(counting_semaphore<3>(4), std::invalid_argument);
        EXPECT_EQ(counting_semaphore<3>::max(), 3);
        counting_semaphore<3> places(2);
        EXPECT_THROW(places.release(-1), std::invalid_argument);
        EXPECT_THROW(places.release(2), std::overflow_error);
        places.release(0);
        places.release();
        EXPECT_THROW(places.release(), std::overflow_error);
    });
}

TEST_P(Semaphore, RefusesMorePermitsThanItCanCount) {
    run([] {
        counting_semaphore<> places(1);
        EXPECT_THROW(places.release(counting_semaphore<>::max()), std::overflow_error);
        EXPECT_TRUE(places.try_acquire());
        EXPECT_FALSE(places.try_acquire());
        places.release(counting_semaphore<>::max());
        EXPECT_THROW(places.release(), std::overflow_error);
        EXPECT_TRUE(places.try_acquire());
    });
}

TEST_P(Semaphore, ABinaryOneHasOnePermit) {
    run([] {
        binary_semaphore place(1);
        EXPECT_THROW(place.release(), std::overflow_error);
        EXPECT_TRUE(place.try_acquire());
        EXPECT_FALSE(place.try_acquire());
        place.release();
    });
}

TEST_P(Semaphore, ABoundedOneThrowsWhenReleasedTooOften) {
    run([] {
        EXPECT_THROW(bounded_semaphore(-1), std::invalid_argument);
        bounded_semaphore places(2);
        EXPECT_THROW(places.release(), std::overflow_error);
        places.acquire();
        EXPECT_THROW(places.release(2), std::overflow_error);
        places.release();
        EXPECT_TRUE(places.try_acquire_for(1ms));
        EXPECT_TRUE(places.try_acquire_until(clock::now() + 1ms));
        EXPECT_FALSE(places.try_acquire());
        places.release(2);
    });
}

TEST_P(Semaphore, WhoeverItLetsThroughMayDestroyIt) {
    run([] {
        for (int round = 0; round < 200; ++round) {
            auto place = std::make_unique<binary_semaphore>(0);
            auto waiter = spawn([&] {
                place->acquire();
                place.reset();
            });
            if (round % 2 == 0) this_fiber::yield();
            place->release();
            waiter.join();
        }
    });
}

TEST_P(SemaphoreBesideThreads, FibersAndPlainThreadsShareThePermits) {
    run([] {
        counting_semaphore<> places(2);
        std::atomic<int> inside{0};
        const auto work = [&] {
            for (int turn = 0; turn < 200; ++turn) {
                places.acquire();
                EXPECT_LE(++inside, 2);
                --inside;
                places.release();
            }
        };
        std::vector<std::thread> threads;
        for (int i = 0; i < 2; ++i) threads.emplace_back(work);
        std::vector<fiber<void>> all;
        for (int i = 0; i < 4; ++i) all.push_back(spawn(work));
        for (auto& each : all) each.join();
        for (auto& each : threads) each.join();
    });
}

WEFT_OVER_WORKERS(Semaphore);
WEFT_OVER_REAL_WORKERS(SemaphoreBesideThreads);

} // namespace
} // namespace weft::test
