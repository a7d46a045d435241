// SPDX-License-Identifier: BSL-1.0
#include "fiber/wait_timer.hpp"
#include "runtime/finder.hpp"
#include "runtime/runtime_clock.hpp"
#include "unit/runtime/worker_parts.hpp"

#include <gtest/gtest.h>

// The finder by itself: two workers' parts, no thread.

namespace weft::detail {
namespace {

struct Finder : ::testing::Test {
    worker_parts parts{{ready_plan{}, ready_plan{}}};
    runtime_clock clock{time_source::virtual_time, time_point(std::chrono::hours(1))};
    runtime_clock real{time_source::real, time_point()};
    finder mine{parts.shared, parts.queues[0], real, 1};
    finder theirs{parts.shared, parts.queues[1], real, 2};
    ready_queue& own = parts.queues[0];
    ready_queue& victim = parts.queues[1];
};

TEST_F(Finder, StealsHalfAndRunsTheOldest) {
    for (std::uint64_t i = 0; i < 6; ++i) worker_parts::put(victim, parts.fiber(i));
    const ready_entry next = mine.search();
    ASSERT_TRUE(next);
    EXPECT_EQ(next.fiber().id, 0u);
    EXPECT_EQ(worker_parts::numbers(own), (numbers{1, 2}));
    EXPECT_EQ(worker_parts::numbers(victim), (numbers{3, 4, 5}));
}

TEST_F(Finder, TakesASingleEntryOnceItHasStayed) {
    worker_parts::put(victim, parts.fiber(1));
    EXPECT_EQ(mine.search().fiber().id, 1u) << "its owner pushed nothing between two looks";
}

TEST_F(Finder, SearchesInsteadOfHalfTheWorkersAtMost) {
    EXPECT_FALSE(mine.search());
    EXPECT_TRUE(parts.shared.idle().anybody_searching());
    mine.found();
    EXPECT_FALSE(parts.shared.idle().anybody_searching());
}

TEST_F(Finder, OneWorkerSearchesNot) {
    worker_parts solo({ready_plan{}});
    finder alone(solo.shared, solo.queues[0], real, 1);
    EXPECT_FALSE(alone.search());
    EXPECT_FALSE(solo.shared.idle().anybody_searching());
}

TEST_F(Finder, TheLastSearcherThatFindsWorkWakesAnother) {
    theirs.begin_idling();
    EXPECT_FALSE(mine.search());
    mine.found();
    EXPECT_EQ(parts.woken, (std::vector<unsigned>{0, 1}));
    theirs.end_idling();
}

TEST_F(Finder, KnowsWhenAllAreIdle) {
    EXPECT_FALSE(theirs.begin_idling());
    EXPECT_TRUE(mine.begin_idling());
    mine.end_idling();
    theirs.end_idling();
}

TEST_F(Finder, SeesWorkOfAnyKind) {
    EXPECT_FALSE(mine.sees_work());
    worker_parts::put(victim, parts.fiber(1));
    EXPECT_TRUE(mine.sees_work());
    while (victim.take()) {}
    parts.shared.injected().push(ready_entry::started(parts.fiber(2)));
    EXPECT_TRUE(mine.sees_work());
    mine.poll_sources();
    while (own.take()) {}
    parts.shared.push_to(0, ready_entry::started(parts.fiber(3, 0)));
    EXPECT_TRUE(mine.sees_work());
    EXPECT_FALSE(theirs.sees_work()) << "an inbox is its worker's alone, and that one was woken";
    mine.poll_sources();
    EXPECT_EQ(worker_parts::numbers(own), (numbers{3}));
    EXPECT_FALSE(mine.sees_work());
}

TEST_F(Finder, OnVirtualTimeTheInboxesOfOthersAreWorkToo) {
    finder on_virtual_time(parts.shared, own, clock, 1);
    parts.shared.push_to(1, ready_entry::started(parts.fiber(1, 1)));
    EXPECT_TRUE(on_virtual_time.sees_work());
    theirs.poll_sources();
    while (victim.take()) {}
}

TEST_F(Finder, WatchesOnlyWhileOthersPushOneAtATime) {
    EXPECT_FALSE(mine.begin_watch()) << "nobody has pushed anything";
    worker_parts::put(victim, parts.fiber(1));
    ASSERT_TRUE(mine.begin_watch());
    EXPECT_GT(mine.watch_until(), time_point::min());
    worker_parts::put(victim, parts.fiber(2));
    EXPECT_EQ(mine.watch_until(), time_point::min()) << "two entries are worth a theft";
    mine.end_idling();
    while (victim.take()) {}
    EXPECT_TRUE(mine.begin_watch());
    mine.end_idling();
    EXPECT_FALSE(mine.begin_watch()) << "no push since the last look";
}

} // namespace
} // namespace weft::detail
