// SPDX-License-Identifier: BSL-1.0
#include "queue/event_count.hpp"

#include <gtest/gtest.h>

namespace weft::detail {
namespace {

using was = event_count::was;

TEST(EventCount, NobodyIsWokenWhenNobodyIsIdle) {
    event_count count(2);
    EXPECT_EQ(count.notify(), event_count::k_nobody);
    EXPECT_FALSE(count.notify_worker(1));
}

TEST(EventCount, TheLastToGoIdleIsWokenFirst) {
    event_count count(3);
    EXPECT_EQ(count.prepare_park(0, was::running), 1u);
    EXPECT_EQ(count.prepare_park(2, was::running), 2u);
    EXPECT_EQ(count.notify(), 2u);
    EXPECT_TRUE(count.anybody_searching());
    EXPECT_EQ(count.notify(), event_count::k_nobody); // somebody searches already
    EXPECT_TRUE(count.end_search());
    EXPECT_EQ(count.notify(), 0u);
}

TEST(EventCount, OnlyTheLastSearcherNotifiesAgain) {
    event_count count(4);
    EXPECT_TRUE(count.try_search());
    EXPECT_TRUE(count.try_search());
    EXPECT_FALSE(count.try_search()); // half of the workers search
    EXPECT_FALSE(count.end_search());
    EXPECT_TRUE(count.end_search());
}

TEST(EventCount, CancelParkFindsOutWhetherItWasClaimed) {
    event_count count(2);
    count.prepare_park(0, was::running);
    EXPECT_TRUE(count.cancel_park(0));
    EXPECT_EQ(count.idle(), 0u);
    count.prepare_park(0, was::running);
    EXPECT_EQ(count.notify(), 0u);
    EXPECT_FALSE(count.cancel_park(0)); // so it counts as searching
    EXPECT_TRUE(count.anybody_searching());
    count.prepare_park(0, was::searching);
    EXPECT_FALSE(count.anybody_searching());
}

TEST(EventCount, WorkThatMayWaitWakesNobodyWhileOneWatches) {
    event_count count(3);
    EXPECT_TRUE(count.prepare_watch(0, was::running));
    EXPECT_FALSE(count.prepare_watch(1, was::running)); // one is enough
    count.prepare_park(1, was::running);
    EXPECT_EQ(count.notify_unless_watched(), event_count::k_nobody);
    EXPECT_TRUE(count.cancel_park(0));
    EXPECT_EQ(count.notify_unless_watched(), 1u);
}

TEST(EventCount, AWatcherIsWokenLikeAnyOther) {
    event_count count(2);
    EXPECT_TRUE(count.prepare_watch(1, was::running));
    EXPECT_EQ(count.notify(), 1u);
    EXPECT_FALSE(count.cancel_park(1)); // so it counts as searching
    EXPECT_TRUE(count.end_search());
    count.prepare_park(0, was::running);
    EXPECT_EQ(count.notify_unless_watched(), 0u); // nobody watches any more
}

TEST(EventCount, NotifyWorkerClaimsThatOneOnly) {
    event_count count(3);
    count.prepare_park(0, was::running);
    count.prepare_park(1, was::running);
    EXPECT_TRUE(count.notify_worker(0));
    EXPECT_FALSE(count.notify_worker(0));
    EXPECT_EQ(count.idle(), 1u);
    EXPECT_TRUE(count.cancel_park(1));
}

} // namespace
} // namespace weft::detail
