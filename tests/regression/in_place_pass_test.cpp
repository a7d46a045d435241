// SPDX-License-Identifier: BSL-1.0
// A fiber that did nothing but join in place let the others on its worker have a turn now and then, but timers and the
// injector had to wait for 61 such turns: some hundred thousand joins.
#include <weft/weft.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace weft::test {
namespace {

constexpr int k_a_few_turns = 3 * 8192; // joins

TEST(InPlacePass, ComesInTimeForWhoWasSpawnedFromOutside) {
    std::atomic<bool> has_begun{false};
    std::atomic<bool> there_is_another{false};
    bool other_ran = false; // all on one worker
    int joins = 0;
    runtime solo({.workers = 1});
    auto joiner = solo.spawn([&] {
        has_begun = true;
        while (!there_is_another) std::this_thread::yield(); // no switch
        for (; !other_ran && joins < 10 * k_a_few_turns; ++joins) spawn([] {}).join();
    });
    while (!has_begun) std::this_thread::yield();
    auto other = solo.spawn([&] { other_ran = true; });
    there_is_another = true;
    joiner.join();
    other.join();
    EXPECT_LE(joins, k_a_few_turns);
}

} // namespace
} // namespace weft::test
