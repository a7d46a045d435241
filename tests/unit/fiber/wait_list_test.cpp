// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace weft::test {
namespace {

using lowlevel::wait_list;
using lowlevel::waiter;
using lowlevel::wake_reason;

class WaitList : public OverWorkers {
protected:
    wait_list list;

    void wake_one() {
        list.lock();
        const lowlevel::claimed_waiter next = list.claim_front();
        list.unlock();
        if (next) next.deliver();
    }

    /// Waits for a turn; `deadline` ends it too.
    wake_reason wait_turn(clock::time_point deadline = clock::time_point::max()) {
        list.lock();
        waiter self;
        list.push_back(self);
        list.unlock();
        const wake_reason reason = self.suspend_until(deadline);
        if (reason != wake_reason::completed) {
            list.lock();
            list.remove(self);
            list.unlock();
        }
        return reason;
    }
};

TEST_P(WaitList, WakesTheOldestFirst) {
    run([&] {
        std::vector<int> woken;
        std::vector<fiber<void>> all;
        for (int i = 0; i < 3; ++i) {
            all.push_back(spawn([&, i] {
                wait_turn();
                woken.push_back(i);
            }));
            this_fiber::sleep_for(std::chrono::milliseconds(1));
        }
        for (int i = 0; i < 3; ++i) {
            wake_one();
            this_fiber::sleep_for(std::chrono::milliseconds(1));
        }
        for (auto& each : all) each.join();
        EXPECT_EQ(woken, (std::vector{0, 1, 2}));
    });
}

TEST_P(WaitList, ATimedOutWaiterTakesNoWakeUp) {
    run([&] {
        auto impatient = spawn([&] { return wait_turn(clock::now() + std::chrono::milliseconds(1)); });
        this_fiber::sleep_for(std::chrono::milliseconds(2));
        auto patient = spawn([&] { return wait_turn(); });
        this_fiber::sleep_for(std::chrono::milliseconds(2));
        wake_one();
        EXPECT_EQ(impatient.join(), wake_reason::timed_out);
        EXPECT_EQ(patient.join(), wake_reason::completed);
    });
}

TEST_P(WaitList, ClaimAllWakesEverybody) {
    run([&] {
        std::vector<fiber<wake_reason>> all;
        for (int i = 0; i < 20; ++i) all.push_back(spawn([&] { return wait_turn(); }));
        this_fiber::sleep_for(std::chrono::milliseconds(1));
        list.lock();
        const lowlevel::claimed_waiters chain = list.claim_all();
        EXPECT_TRUE(list.empty());
        list.unlock();
        chain.deliver();
        for (auto& each : all) EXPECT_EQ(each.join(), wake_reason::completed);
    });
}

TEST_P(WaitList, AWaiterIsRemovedOnce) {
    run([&] {
        list.lock();
        waiter self;
        list.push_back(self);
        EXPECT_TRUE(self.is_linked());
        EXPECT_TRUE(list.remove(self));
        EXPECT_FALSE(self.is_linked());
        EXPECT_FALSE(list.remove(self));
        EXPECT_TRUE(list.empty());
        list.unlock();
    });
}

TEST_P(WaitList, AWakerIsToldHowManyItPassed) {
    run([&] {
        std::vector<fiber<wake_reason>> later;
        for (int i = 0; i < 3; ++i)
            later.push_back(spawn([&] {
                this_fiber::sleep_for(std::chrono::milliseconds(1));
                return wait_turn();
            }));
        list.lock();
        waiter self;
        list.push_back(self);
        EXPECT_FALSE(list.has_leavers());
        list.unlock();
        EXPECT_EQ(self.suspend_until(clock::now() + std::chrono::milliseconds(2)), wake_reason::timed_out);
        list.lock();
        EXPECT_TRUE(list.has_leavers());
        std::size_t passed = 0;
        const lowlevel::claimed_waiter second = list.claim_front(passed);
        EXPECT_EQ(passed, 1u);
        EXPECT_FALSE(list.remove(self));
        const lowlevel::claimed_waiters rest = list.claim_all(passed);
        EXPECT_EQ(passed, 1u);
        EXPECT_TRUE(list.empty());
        list.unlock();
        second.deliver();
        rest.deliver();
        for (auto& each : later) EXPECT_EQ(each.join(), wake_reason::completed);
    });
}

TEST_P(WaitList, AWaiterInFrontHasAPlaceAsAnyOther) {
    run([&] {
        waiter first, second, third; // they are never waited for
        list.lock();
        list.push_front(second);
        list.push_back(third);
        list.push_front(first);
        std::vector<waiter*> order;
        while (waiter* const oldest = list.front()) {
            order.push_back(oldest);
            list.remove(*oldest);
        }
        EXPECT_EQ(order, (std::vector<waiter*>{&first, &second, &third}));
        list.push_front(first);
        EXPECT_TRUE(list.remove(first));
        EXPECT_TRUE(list.empty());
        list.unlock();
    });
}

TEST_P(WaitList, AWakeRacesWithATimeoutAndOneOfThemWins) {
    run([&] {
        for (int round = 0; round < 300; ++round) {
            const auto at = clock::now() + std::chrono::microseconds(1);
            auto sleeper = spawn([&] { return wait_turn(at); });
            auto waker = spawn([&] {
                this_fiber::sleep_until(at);
                wake_one();
            });
            const wake_reason reason = sleeper.join();
            EXPECT_TRUE(reason == wake_reason::completed || reason == wake_reason::timed_out);
            waker.join();
            EXPECT_TRUE(list.empty());
        }
    });
}

WEFT_OVER_WORKERS(WaitList);

} // namespace
} // namespace weft::test
