// SPDX-License-Identifier: BSL-1.0
// The wait word, stepped by hand: every order of its transitions readies the unit exactly once.
#include <weft/detail/fiber/wait_word.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace weft::detail {
namespace {

TEST(WaitWord, ClaimOfAnEarlierWaitIsLost) {
    wait_word word;
    const auto first = word.arm();
    EXPECT_EQ(word.claim(first, wake_reason::completed), claim_outcome::won_leaving);
    const auto second = word.arm();
    EXPECT_NE(first, second);
    EXPECT_EQ(word.claim(first, wake_reason::completed), claim_outcome::lost);
    EXPECT_EQ(word.claim(second, wake_reason::timed_out), claim_outcome::won_leaving);
    EXPECT_EQ(word.reason(), wake_reason::timed_out);
}

TEST(WaitWord, ClaimBeforeTheFirstWaitIsLost) {
    wait_word word;
    EXPECT_EQ(word.claim(0, wake_reason::completed), claim_outcome::lost);
}

TEST(WaitWord, OnlyTheFirstClaimWins) {
    wait_word word;
    const auto epoch = word.arm();
    EXPECT_EQ(word.claim(epoch, wake_reason::cancelled), claim_outcome::won_leaving);
    EXPECT_EQ(word.claim(epoch, wake_reason::completed), claim_outcome::lost);
    EXPECT_EQ(word.reason(), wake_reason::cancelled);
}

TEST(WaitWord, ClaimAfterLeaveReadiesAtOnce) {
    wait_word word;
    const auto epoch = word.arm();
    EXPECT_FALSE(word.leave());
    EXPECT_EQ(word.claim(epoch, wake_reason::completed), claim_outcome::won_off);
}

TEST(WaitWord, FutexHalfShowsThePublishing) {
    wait_word word;
    const auto epoch = word.arm();
    EXPECT_FALSE(wait_word::is_published(word.futex_value()));
    EXPECT_EQ(word.claim(epoch, wake_reason::completed), claim_outcome::won_leaving);
    EXPECT_FALSE(word.is_published());
    EXPECT_FALSE(word.publish());
    EXPECT_TRUE(wait_word::is_published(word.futex_value()));
}

/// Every order of `leave` against two wakers, each of which claims and then, when it must, publishes.
TEST(WaitWord, EveryInterleavingReadiesOnce) {
    // L: the unit leaves; A, B: the next step of either waker
    std::string order = "AABBL";
    std::sort(order.begin(), order.end());
    int orders = 0;
    do {
        wait_word word;
        const auto epoch = word.arm();
        int readied = 0, winners = 0;
        claim_outcome outcome[2];
        int steps[2] = {0, 0};
        for (const char who : order) {
            if (who == 'L') {
                readied += word.leave() ? 1 : 0;
                continue;
            }
            const int waker = who - 'A';
            if (steps[waker]++ == 0) {
                outcome[waker] = word.claim(epoch, waker == 0 ? wake_reason::completed : wake_reason::timed_out);
                winners += outcome[waker] != claim_outcome::lost ? 1 : 0;
            } else if (outcome[waker] == claim_outcome::won_leaving) {
                readied += word.publish() ? 1 : 0;
            } else if (outcome[waker] == claim_outcome::won_off) {
                ++readied;
            }
        }
        EXPECT_EQ(winners, 1) << order;
        EXPECT_EQ(readied, 1) << order;
        EXPECT_EQ(word.reason(), outcome[0] != claim_outcome::lost ? wake_reason::completed : wake_reason::timed_out)
            << order;
        ++orders;
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_EQ(orders, 30);
}

} // namespace
} // namespace weft::detail
