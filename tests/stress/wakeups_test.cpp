// SPDX-License-Identifier: BSL-1.0
// No wake-up is lost between fibers, between threads, and between a thread and a fiber.
#include "support/over_workers.hpp"
#include "support/stress.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace weft::test {
namespace {

using lowlevel::wait_list;
using lowlevel::waiter;

/// Two sides that take turns; each turn is one park and one unpark.
class turns {
public:
    void wait_for(int side) {
        list_.lock();
        while (side_ != side) {
            waiter self;
            list_.push_back(self);
            list_.unlock();
            self.suspend();
            list_.lock();
        }
        list_.unlock();
    }
    void give_to(int side) {
        list_.lock();
        side_ = side;
        const lowlevel::claimed_waiter next = list_.claim_front();
        list_.unlock();
        if (next) next.deliver();
    }
    void play(int side, std::size_t times) {
        for (std::size_t i = 0; i < times; ++i) {
            wait_for(side);
            give_to(1 - side);
        }
    }

private:
    wait_list list_;
    int side_ = 0;
};

class Wakeups : public OverWorkersBesideThreads {
protected:
    static options real_time() {
        options result = how();
        result.time = time_source::real;
        return result;
    }
    time_limit limit{std::chrono::seconds(200)};
};

TEST_P(Wakeups, BetweenFibersAreNeverLost) {
    run_and_check(real_time(), [] {
        const std::size_t times = scaled(GetParam() == 1 ? 2'000'000 : 1'000'000);
        std::vector<turns> pairs(4);
        std::vector<fiber<void>> all;
        for (turns& each : pairs)
            for (const int side : {0, 1}) all.push_back(spawn([&each, side, times] { each.play(side, times); }));
        for (auto& each : all) each.join();
    });
}

TEST_P(Wakeups, BetweenAThreadAndAFiberAreNeverLost) {
    run_and_check(real_time(), [] {
        const std::size_t times = scaled(150'000);
        std::vector<turns> pairs(2);
        std::vector<std::thread> threads;
        std::vector<fiber<void>> fibers;
        for (turns& each : pairs) {
            threads.emplace_back([&each, times] { each.play(0, times); });
            fibers.push_back(spawn([&each, times] { each.play(1, times); }));
        }
        for (auto& each : fibers) each.join();
        for (auto& each : threads) each.join();
    });
}

TEST_P(Wakeups, OfALoneFiberInAnIdleRuntimeAreNeverLost) {
    run_and_check(real_time(), [] {
        const std::size_t times = scaled(500'000);
        turns pair;
        auto one = spawn([&] { pair.play(0, times); });
        auto two = spawn([&] { pair.play(1, times); });
        one.join();
        two.join();
    });
}

WEFT_OVER_REAL_WORKERS(Wakeups);

TEST(WakeupsOfThreads, AreNeverLost) {
    const time_limit limit{std::chrono::seconds(200)};
    turns pair;
    const std::size_t times = scaled(500'000);
    std::thread other([&] { pair.play(1, times); });
    pair.play(0, times);
    other.join();
}

} // namespace
} // namespace weft::test
