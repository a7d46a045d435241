// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <shared_mutex>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class SharedMutex : public OverWorkers {};

TEST_P(SharedMutex, LetsReadersInTogetherAndWritersAlone) {
    run([] {
        shared_mutex guard;
        int value = 0, writers = 0;
        std::atomic<int> readers{0};
        std::vector<fiber<void>> all;
        for (int i = 0; i < 12; ++i)
            all.push_back(spawn([&, i] {
                for (int turn = 0; turn < 30; ++turn) {
                    if (i % 3 == 0) {
                        const std::lock_guard writing(guard);
                        EXPECT_EQ(++writers, 1);
                        EXPECT_EQ(readers, 0);
                        if (turn % 4 == 0) this_fiber::yield();
                        ++value;
                        --writers;
                    } else {
                        const std::shared_lock reading(guard);
                        ++readers;
                        EXPECT_EQ(writers, 0);
                        if (turn % 4 == 0) this_fiber::yield();
                        --readers;
                    }
                }
            }));
        for (auto& each : all) each.join();
        EXPECT_EQ(value, 4 * 30);
    });
}

TEST_P(SharedMutex, ReadersAreInsideTogether) {
    run([] {
        shared_mutex guard;
        barrier<> together(4);
        std::vector<fiber<void>> all;
        for (int i = 0; i < 4; ++i)
            all.push_back(spawn([&] {
                const std::shared_lock reading(guard);
                together.arrive_and_wait();
            }));
        for (auto& each : all) each.join();
    });
}

TEST_P(SharedMutex, AReaderDoesNotOvertakeAWriterWhoWaits) {
    run([] {
        shared_mutex guard;
        bool written = false;
        guard.lock_shared();
        auto writer = spawn([&] {
            const std::lock_guard writing(guard);
            written = true;
        });
        this_fiber::sleep_for(1ms); // it waits now
        EXPECT_FALSE(guard.try_lock_shared());
        auto reader = spawn([&] {
            const std::shared_lock reading(guard);
            return written;
        });
        this_fiber::sleep_for(1ms);
        guard.unlock_shared();
        EXPECT_TRUE(reader.join());
        writer.join();
    });
}

TEST_P(SharedMutex, TryLockFailsWhileItWouldHaveToWait) {
    run([] {
        shared_mutex guard;
        EXPECT_TRUE(guard.try_lock_shared());
        EXPECT_TRUE(spawn([&] {
                        const std::shared_lock reading(guard, std::try_to_lock);
                        return reading.owns_lock();
                    }).join());
        EXPECT_FALSE(spawn([&] { return guard.try_lock(); }).join());
        guard.unlock_shared();
        EXPECT_TRUE(guard.try_lock());
        EXPECT_FALSE(spawn([&] { return guard.try_lock_shared(); }).join());
        guard.unlock();
    });
}

TEST_P(SharedMutex, TheTimedOneTimesOut) {
    run([] {
        shared_timed_mutex guard;
        guard.lock();
        EXPECT_FALSE(spawn([&] { return guard.try_lock_for(1ms); }).join());
        EXPECT_FALSE(spawn([&] { return guard.try_lock_shared_for(1ms); }).join());
        EXPECT_FALSE(spawn([&] { return guard.try_lock_shared_until(clock::now()); }).join());
        guard.unlock();
        EXPECT_TRUE(guard.try_lock_until(clock::now()));
        guard.unlock();
        EXPECT_TRUE(guard.try_lock_shared_for(1h));
        guard.unlock_shared();
    });
}

TEST_P(SharedMutex, AWriterWhoGivesUpLetsTheReadersBehindItIn) {
    run([] {
        shared_timed_mutex guard;
        guard.lock_shared();
        auto writer = spawn([&] { return guard.try_lock_for(5ms); });
        this_fiber::sleep_for(1ms);
        auto reader = spawn([&] {
            const std::shared_lock reading(guard); // behind the writer
        });
        EXPECT_FALSE(writer.join());
        reader.join(); // while this fiber still has it shared
        guard.unlock_shared();
    });
}

TEST_P(SharedMutex, MayBeDestroyedByTheLastToUnlock) {
    run([] {
        for (int round = 0; round < 100; ++round) {
            struct state {
                shared_mutex guard;
                std::atomic<int> users{4};
            };
            auto* const both = new state;
            const auto use = [both](bool writes) {
                if (writes) {
                    both->guard.lock();
                    both->guard.unlock();
                } else {
                    both->guard.lock_shared();
                    both->guard.unlock_shared();
                }
                if (--both->users == 0) delete both;
            };
            std::vector<fiber<void>> all;
            for (int i = 0; i < 4; ++i) all.push_back(spawn([use, i] { use(i % 2 == 0); }));
            for (auto& each : all) each.join();
        }
    });
}

WEFT_OVER_WORKERS(SharedMutex);

} // namespace
} // namespace weft::test
