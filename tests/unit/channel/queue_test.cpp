// SPDX-License-Identifier: BSL-1.0
#include "support/over_workers.hpp"
#include "support/seed.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <random>
#include <stdexcept>
#include <thread>
#include <vector>

namespace weft::test {
namespace {

using namespace std::chrono_literals;

class Queue : public OverWorkers {};
class QueueBesideThreads : public OverWorkersBesideThreads {};

template <class Q>
std::vector<int> drained(Q& jobs) {
    std::vector<int> all;
    for (std::optional<int> item; jobs.get_nowait(item) == channel_status::success;) all.push_back(item.value());
    return all;
}

TEST_P(Queue, IsFirstInFirstOut) {
    run([] {
        weft::queue<int> jobs;
        for (const int each : {3, 1, 2}) jobs.put(each);
        EXPECT_EQ(drained(jobs), (std::vector{3, 1, 2}));
    });
}

TEST_P(Queue, LifoGivesTheLastFirst) {
    run([] {
        lifo_queue<int> jobs;
        for (int i = 0; i < 100; ++i) jobs.put(i);
        auto got = drained(jobs);
        std::ranges::reverse(got);
        EXPECT_EQ(got.size(), 100u);
        EXPECT_TRUE(std::ranges::is_sorted(got));
    });
}

TEST_P(Queue, PriorityGivesTheLeastFirst) {
    run([] {
        std::mt19937 random(static_cast<unsigned>(seed_of_test()));
        priority_queue<int> least;
        priority_queue<std::unique_ptr<int>, decltype([](const auto& a, const auto& b) { return *a > *b; })> most(500);
        std::vector<int> numbers;
        for (int i = 0; i < 500; ++i) numbers.push_back(static_cast<int>(random() % 100));
        for (const int each : numbers) {
            least.put(each);
            most.put(std::make_unique<int>(each));
        }
        std::ranges::sort(numbers);
        EXPECT_EQ(drained(least), numbers);
        std::ranges::reverse(numbers);
        for (const int each : numbers) EXPECT_EQ(*most.get(), each);
    });
}

TEST_P(Queue, GetWaitsForAPut) {
    run([] {
        weft::queue<int> jobs;
        auto getter = spawn([&] { return jobs.get(); });
        this_fiber::sleep_for(1ms);
        EXPECT_FALSE(getter.done());
        jobs.put(1);
        EXPECT_EQ(getter.join(), 1);
    });
}

/// The rows of the guide for those who come from asyncio.
TEST_P(Queue, WhoWaitsGetsWhatComesFirstWhateverComesLater) {
    run([] {
        const auto check = [](auto& jobs) {
            auto getter = spawn([&] { return jobs.get(); });
            this_fiber::sleep_for(1ms);
            jobs.put(5);
            jobs.put(1);
            EXPECT_EQ(jobs.size(), 1u);
            EXPECT_EQ(getter.join(), 5);
        };
        weft::queue<int> fifo;
        lifo_queue<int> lifo;
        priority_queue<int> heap;
        check(fifo);
        check(lifo);
        check(heap);
    });
}

/// A queue of each kind with room for two, and which of 1 and 2 it gives first.
template <class Check>
void in_every_kind(Check check) {
    weft::queue<int> fifo(2);
    lifo_queue<int> lifo(2);
    priority_queue<int> heap(2);
    check(fifo, 1);
    check(lifo, 2);
    check(heap, 1);
}

TEST_P(Queue, PutWaitsForRoomInEveryKind) {
    run([] {
        in_every_kind([](auto& jobs, int) {
            EXPECT_EQ(jobs.capacity(), 2u);
            jobs.put(1);
            jobs.put(2);
            EXPECT_TRUE(jobs.full());
            EXPECT_EQ(jobs.put_nowait(3), channel_status::full);
            EXPECT_EQ(jobs.put_for(3, 1ms), channel_status::timeout);
            auto putter = spawn([&] { jobs.put(3); });
            this_fiber::sleep_for(1ms);
            EXPECT_FALSE(putter.done());
            int sum = jobs.get();
            putter.join();
            EXPECT_TRUE(jobs.full());
            for (const int each : drained(jobs)) sum += each;
            EXPECT_EQ(sum, 6);
            EXPECT_TRUE(jobs.empty());
        });
    });
}

TEST_P(Queue, OfNoSizeHasNoBound) {
    run([] {
        weft::queue<int> jobs(0), others(unbounded);
        for (int i = 0; i < 1000; ++i) {
            EXPECT_EQ(jobs.put_nowait(int(i)), channel_status::success);
            EXPECT_EQ(others.put_nowait(int(i)), channel_status::success);
        }
        EXPECT_EQ(jobs.size(), 1000u);
        EXPECT_FALSE(jobs.full());
    });
}

/// An item that counts how many of its kind there are, moved-from ones too.
struct counted_item {
    explicit counted_item(int& alive) : alive_(&alive) { ++*alive_; }
    counted_item(counted_item&& other) noexcept : alive_(other.alive_) { ++*alive_; }
    ~counted_item() { --*alive_; }
    bool operator<(const counted_item&) const noexcept { return false; }

private:
    int* alive_;
};

template <class Q>
void expect_no_item_too_many() {
    int alive = 0;
    {
        Q jobs;
        for (int i = 1; i <= 100; ++i) {
            jobs.put(counted_item(alive));
            EXPECT_EQ(alive, i);
        }
        for (int left = 99; left >= 90; --left) {
            static_cast<void>(jobs.get());
            EXPECT_EQ(alive, left);
        }
    }
    EXPECT_EQ(alive, 0);
}

TEST_P(Queue, ItemsThatMoveToALargerBlockAreDestroyedInTheOldOne) {
    run([] {
        expect_no_item_too_many<lifo_queue<counted_item>>();
        expect_no_item_too_many<priority_queue<counted_item, std::less<>>>();
        expect_no_item_too_many<weft::queue<counted_item>>();
    });
}

TEST_P(Queue, GetNowaitAndTimeoutsFindNothing) {
    run([] {
        weft::queue<int> jobs;
        std::optional<int> item = 1;
        EXPECT_EQ(jobs.get_nowait(item), channel_status::empty);
        EXPECT_EQ(item, std::nullopt);
        EXPECT_EQ(jobs.get_for(item, 1ms), channel_status::timeout);
        EXPECT_EQ(jobs.get_until(item, clock::now()), channel_status::timeout);
    });
}

TEST_P(Queue, JoinWaitsUntilEveryTaskIsDone) {
    run([] {
        weft::queue<int> jobs;
        jobs.join(); // nothing is unfinished
        int done = 0;
        for (int i = 0; i < 10; ++i) jobs.put(i);
        auto worker = spawn([&] {
            for (int i = 0; i < 10; ++i) {
                jobs.get();
                this_fiber::sleep_for(1ms);
                ++done;
                jobs.task_done();
            }
        });
        EXPECT_FALSE(jobs.join_for(2ms));
        jobs.join();
        EXPECT_EQ(done, 10);
        EXPECT_TRUE(jobs.join_for(0ns));
        worker.join();
    });
}

TEST_P(Queue, AnItemHandedStraightOverIsUnfinishedToo) {
    run([] {
        weft::queue<int> jobs(1);
        auto getter = spawn([&] { return jobs.get(); });
        this_fiber::sleep_for(1ms);
        jobs.put(1);
        EXPECT_EQ(getter.join(), 1);
        EXPECT_FALSE(jobs.join_for(1ms));
        jobs.task_done();
        EXPECT_TRUE(jobs.join_for(1ms));
    });
}

TEST_P(Queue, TaskDoneTooOftenIsRefused) {
    run([] {
        weft::queue<int> jobs;
        EXPECT_THROW(jobs.task_done(), std::logic_error);
        jobs.put(1);
        jobs.task_done(); // before the get, as in asyncio
        EXPECT_THROW(jobs.task_done(), std::logic_error);
        EXPECT_EQ(jobs.get(), 1);
    });
}

TEST_P(Queue, AfterShutdownPutsThrowAndGetsDrainThenThrow) {
    run([] {
        in_every_kind([](auto& jobs, int first) {
            jobs.put(1);
            jobs.put(2);
            auto putter = spawn([&] { jobs.put(3); });
            this_fiber::sleep_for(1ms);
            jobs.shutdown();
            jobs.shutdown();
            EXPECT_TRUE(jobs.is_shut_down());
            EXPECT_THROW(putter.join(), queue_shut_down);
            EXPECT_THROW(jobs.put(4), queue_shut_down);
            EXPECT_EQ(jobs.put_nowait(4), channel_status::closed);
            EXPECT_EQ(jobs.get(), first);
            EXPECT_EQ(jobs.put_nowait(4), channel_status::closed); // although there is room
            std::optional<int> item;
            EXPECT_EQ(jobs.get_nowait(item), channel_status::success);
            EXPECT_THROW(jobs.get(), queue_shut_down);
            EXPECT_EQ(jobs.get(item), channel_status::closed);
            EXPECT_EQ(jobs.get_nowait(item), channel_status::closed);
            EXPECT_THROW(jobs.put(4), queue_shut_down);
        });
    });
}

TEST_P(Queue, ShutdownWakesWaitingGetters) {
    run([] {
        weft::queue<int> jobs;
        std::vector<fiber<int>> getters;
        for (int i = 0; i < 3; ++i) getters.push_back(spawn([&] { return jobs.get(); }));
        this_fiber::sleep_for(1ms);
        jobs.shutdown();
        for (auto& each : getters) EXPECT_THROW(each.join(), queue_shut_down);
    });
}

TEST_P(Queue, JoinGoesOnWaitingAfterShutdown) {
    run([] {
        weft::queue<int> jobs;
        jobs.put(1);
        jobs.shutdown();
        EXPECT_FALSE(jobs.join_for(1ms));
        EXPECT_EQ(jobs.get(), 1);
        EXPECT_FALSE(jobs.join_for(1ms));
        jobs.task_done();
        jobs.join();
    });
}

TEST_P(Queue, ImmediateShutdownEmptiesIt) {
    run([] {
        const auto item = std::make_shared<int>(1);
        weft::queue<std::shared_ptr<int>> jobs;
        for (int i = 0; i < 3; ++i) jobs.put(item);
        auto joiner = spawn([&] { jobs.join(); });
        this_fiber::sleep_for(1ms);
        jobs.shutdown(shutdown_how::immediate);
        EXPECT_EQ(item.use_count(), 1);
        EXPECT_TRUE(jobs.empty());
        EXPECT_THROW(jobs.get(), queue_shut_down);
        joiner.join();
    });
}

TEST_P(Queue, JoinStillWaitsForItemsTakenAndNotDoneAfterImmediateShutdown) {
    run([] {
        lifo_queue<int> jobs;
        for (int i = 0; i < 3; ++i) jobs.put(i);
        EXPECT_EQ(jobs.get(), 2);
        auto joiner = spawn([&] { jobs.join(); });
        jobs.shutdown(shutdown_how::immediate);
        this_fiber::sleep_for(1ms);
        EXPECT_FALSE(joiner.done());
        jobs.task_done();
        joiner.join();
    });
}

TEST_P(Queue, DrainingMayTurnIntoImmediateShutdown) {
    run([] {
        priority_queue<int> jobs(8);
        for (int i = 0; i < 3; ++i) jobs.put(i);
        jobs.shutdown();
        EXPECT_EQ(jobs.get(), 0);
        jobs.shutdown(shutdown_how::immediate);
        EXPECT_THROW(jobs.get(), queue_shut_down);
        jobs.task_done();
        EXPECT_THROW(jobs.task_done(), std::logic_error);
    });
}

TEST_P(Queue, MayBeDestroyedByTheGetterThatGotItsItemAndByTheJoiner) {
    run([] {
        for (int round = 0; round < 150; ++round) {
            auto* const first = new weft::queue<int>(1);
            auto* const second = new priority_queue<int>;
            auto putter = spawn([=] {
                second->put(1);
                first->put(1);
            });
            auto worker = spawn([=] {
                EXPECT_EQ(first->get(), 1);
                delete first;
                EXPECT_EQ(second->get(), 1);
                second->task_done();
            });
            putter.join();
            second->join();
            delete second;
            worker.join();
        }
    });
}

TEST_P(Queue, ABoundThatNoMemoryHoldsIsRefused) {
    run([] {
        EXPECT_THROW(weft::queue<int>(~std::size_t{0} - 1), std::bad_alloc);
        EXPECT_THROW(lifo_queue<int>(~std::size_t{0} - 1), std::bad_alloc);
        EXPECT_THROW(priority_queue<int>(~std::size_t{0} / sizeof(int) + 2), std::bad_alloc);
    });
}

TEST_P(Queue, SelectTakesIt) {
    run([] {
        weft::queue<int> jobs(1);
        int got = 0;
        EXPECT_EQ(weft::select(on_pop(jobs), on_push(jobs, 4)), 1u);
        EXPECT_EQ(weft::select(on_push(jobs, 5), on_pop(jobs, [&](std::optional<int> item) { got = *item; })), 1u);
        EXPECT_EQ(got, 4);
        jobs.shutdown();
        EXPECT_THROW(weft::select(on_push(jobs, 5)), queue_shut_down);
        jobs.task_done();
    });
}

TEST_P(QueueBesideThreads, WorksFromPlainThreads) {
    run([] {
        weft::queue<int> jobs(2);
        int sum = 0;
        std::thread worker([&] {
            try {
                for (;;) {
                    sum += jobs.get();
                    jobs.task_done();
                }
            } catch (const queue_shut_down&) {}
        });
        for (int i = 1; i <= 100; ++i) jobs.put(i);
        jobs.join();
        jobs.shutdown();
        worker.join();
        EXPECT_EQ(sum, 5050);
    });
}

WEFT_OVER_WORKERS(Queue);
WEFT_OVER_REAL_WORKERS(QueueBesideThreads);

} // namespace
} // namespace weft::test
