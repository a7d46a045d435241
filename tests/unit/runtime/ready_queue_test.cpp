// SPDX-License-Identifier: BSL-1.0
#include "unit/runtime/worker_parts.hpp"

#include <gtest/gtest.h>

// The ready queue by itself: no thread, no stack, no runtime.

namespace weft::detail {
namespace {

struct ReadyQueue : ::testing::Test {
    worker_parts one{{ready_plan{}}};
    worker_parts many{{ready_plan{}, ready_plan{}}};
    ready_queue& of_one = one.queues[0];
    ready_queue& of_many = many.queues[0];
};

TEST_F(ReadyQueue, GivesInTheOrderOfThePushes) {
    for (std::uint64_t i = 0; i < 5; ++i) worker_parts::put(of_one, one.fiber(i));
    EXPECT_EQ(worker_parts::numbers(of_one), (numbers{0, 1, 2, 3, 4}));
    EXPECT_FALSE(of_one.has_any());
}

TEST_F(ReadyQueue, AWokenFiberIsNext) {
    for (auto* const queue : {&of_one, &of_many}) {
        if (queue == &of_many && k_forced_migration) continue; // a woken fiber goes to another worker there
        worker_parts& parts = queue == &of_one ? one : many;
        worker_parts::put(*queue, parts.fiber(1));
        queue->push_woken(parts.fiber(2));
        EXPECT_EQ(worker_parts::numbers(*queue), (numbers{2, 1}));
    }
}

TEST_F(ReadyQueue, WokenFibersOvertakeThreeTimesInARow) {
    for (auto* const queue : {&of_one, &of_many}) {
        if (queue == &of_many && k_forced_migration) continue; // a woken fiber goes to another worker there
        worker_parts& parts = queue == &of_one ? one : many;
        worker_parts::put(*queue, parts.fiber(1));
        worker_parts::put(*queue, parts.fiber(2));
        numbers order;
        for (std::uint64_t woken = 10; woken < 15; ++woken) {
            queue->push_woken(parts.fiber(woken));
            order.push_back(queue->take().fiber().id);
        }
        EXPECT_EQ(order, (numbers{10, 11, 12, 1, 14}));
        while (queue->take()) {}
    }
}

TEST_F(ReadyQueue, AJumpThatWasTakenBackWaitsForItsTurn) {
    if (k_forced_migration) return; // a woken fiber goes to another worker
    worker_parts::put(of_many, many.fiber(1));
    of_many.push_woken(many.fiber(2));
    of_many.take_back_jump();
    EXPECT_EQ(worker_parts::numbers(of_many), (numbers{1, 2}));
}

TEST_F(ReadyQueue, WithFifoOrderNobodyOvertakes) {
    worker_parts parts({ready_plan{.fifo = true}});
    worker_parts::put(parts.queues[0], parts.fiber(1));
    parts.queues[0].push_woken(parts.fiber(2));
    EXPECT_EQ(worker_parts::numbers(parts.queues[0]), (numbers{1, 2}));
}

TEST_F(ReadyQueue, WithFifoOrderThoseInTheInjectorAreYounger) {
    worker_parts parts({ready_plan{.fifo = true}});
    ready_queue& queue = parts.queues[0];
    worker_parts::put(queue, parts.fiber(1));
    parts.shared.injected().push(ready_entry::started(parts.fiber(2)));
    EXPECT_TRUE(queue.holds_older());
    EXPECT_TRUE(queue.has_older_elsewhere());
    worker_parts::put(queue, parts.fiber(3)); // younger than those in the injector
    EXPECT_EQ(worker_parts::numbers(queue), (numbers{1}));
    EXPECT_FALSE(queue.holds_older());
    queue.take_all();
    EXPECT_EQ(worker_parts::numbers(queue), (numbers{2, 3}));
}

TEST_F(ReadyQueue, PinnedFibersAndOthersTakeTurns) {
    for (std::uint64_t i = 0; i < 2; ++i) worker_parts::put(of_many, many.fiber(i, 0));
    for (std::uint64_t i = 10; i < 13; ++i) worker_parts::put(of_many, many.fiber(i));
    EXPECT_TRUE(of_many.has_hidden());
    EXPECT_EQ(worker_parts::numbers(of_many), (numbers{0, 10, 1, 11, 12}));
}

TEST_F(ReadyQueue, ThievesTakeTheOldestAndNoPinnedOnes) {
    worker_parts::put(of_many, many.fiber(7, 0));
    worker_parts::put(of_many, many.fiber(1));
    worker_parts::put(of_many, many.fiber(2));
    ready_entry taken;
    EXPECT_EQ(of_many.steal(taken), steal_outcome::stolen);
    EXPECT_EQ(taken.fiber().id, 1u);
    EXPECT_EQ(worker_parts::numbers(of_many), (numbers{7, 2}));
    EXPECT_EQ(of_many.steal(taken), steal_outcome::empty);
}

TEST_F(ReadyQueue, TheInboxHoldsFibersOfThisWorkerAndThoseSentHere) {
    many.shared.push_to(0, ready_entry::started(many.fiber(1, 0)));
    many.shared.push_to(0, ready_entry::started(many.fiber(2)));
    EXPECT_TRUE(of_many.has_hidden());
    EXPECT_FALSE(of_many.take()) << "an inbox is taken at a pass through the scheduler";
    of_many.take_inbox();
    EXPECT_EQ(of_many.size(), 1u) << "the pinned one is nobody else's";
    EXPECT_EQ(worker_parts::numbers(of_many), (numbers{1, 2}));
}

TEST_F(ReadyQueue, TakesItsShareOfTheInjector) {
    for (std::uint64_t i = 0; i < 10; ++i) many.shared.injected().push(ready_entry::started(many.fiber(i)));
    of_many.take_injected();
    EXPECT_EQ(worker_parts::numbers(of_many), (numbers{0, 1, 2, 3, 4, 5}));
    EXPECT_EQ(many.shared.injected().size(), 4u);
}

TEST_F(ReadyQueue, ARemovedFiberIsTheCallers) {
    fiber_record& wanted = many.fiber(2);
    of_many.push_spawned(many.fiber(1));
    of_many.push_spawned(wanted);
    of_many.push_spawned(many.fiber(3));
    EXPECT_TRUE(of_many.remove(wanted));
    EXPECT_FALSE(of_many.remove(wanted));
    EXPECT_EQ(worker_parts::numbers(of_many), (numbers{1, 3}));
}

TEST_F(ReadyQueue, AStaleEntryIsDropped) {
    fiber_record& joined = many.fiber(2, 0); // pinned, so out of reach of remove()
    of_many.push_spawned(many.fiber(1));
    of_many.push_spawned(joined);
    EXPECT_FALSE(of_many.remove(joined));
    ASSERT_TRUE(joined.life.claim_in_place(of_many.how().others()));
    of_many.count_stale();
    EXPECT_EQ(worker_parts::numbers(of_many), (numbers{1}));
}

TEST_F(ReadyQueue, TheLookForStaleEntriesLeavesTheOthers) {
    fiber_record& joined = many.fiber(1);
    fiber_record& waiting = many.fiber(2);
    for (fiber_record* each : {&joined, &waiting}) many.shared.injected().push(ready_entry::unstarted(*each));
    ASSERT_TRUE(joined.life.claim_in_place(of_many.how().others()));
    while (many.shared.injected().size() == 2) of_many.count_stale();
    EXPECT_FALSE(waiting.life.is_claimed());
    of_many.take_all();
    EXPECT_EQ(worker_parts::numbers(of_many), (numbers{2}));
}

TEST_F(ReadyQueue, AFiberThatStartsStaysWhereOnlyUnstartedOnesAreStolen) {
    worker_parts parts({ready_plan{}, ready_plan{.stays = true}});
    parts.queues[1].push_spawned(parts.fiber(1));
    const ready_entry next = parts.queues[1].take();
    ASSERT_TRUE(next);
    EXPECT_EQ(next.fiber().pinned_to(), 1u);
}

TEST_F(ReadyQueue, AFiberEntersItWhileItRunsOnlyWhereNobodyElseLooks) {
    fiber_record& me = one.fiber(1);
    EXPECT_TRUE(of_one.may_rotate());
    EXPECT_FALSE(of_many.may_rotate());
    EXPECT_FALSE(of_many.push_behind_all(many.fiber(1)));
    ready_entry next;
    EXPECT_FALSE(of_one.rotate(me, next)) << "nobody else is queued";
    worker_parts::put(of_one, one.fiber(2));
    ASSERT_TRUE(of_one.rotate(me, next));
    EXPECT_EQ(next.fiber().id, 2u);
    EXPECT_EQ(worker_parts::numbers(of_one), (numbers{1}));
}

} // namespace
} // namespace weft::detail
