// SPDX-License-Identifier: BSL-1.0
// The life of a record, in every order of its transitions: it is freed exactly once, by the last of them.
#include <weft/detail/fiber/life_word.hpp>

#include <gtest/gtest.h>

namespace weft::detail {
namespace {

using workers = life_word::workers;
using popped = life_word::popped;

class LifeWord : public ::testing::TestWithParam<workers> {
protected:
    /// What happens to one life; explore() tries every order that is possible.
    struct world {
        bool in_queue = true, claimed = false, running = false, ran_in_place = false;
        bool done = false, handle = true, joiner = false;
        int freed = 0;
    };

    // The word has no copy: a life is replayed from its list of steps.
    enum step { pop, run_in_place, finish, begin_join, release };
    static constexpr int k_steps = 5;

    static bool is_possible(const world& now, step what) {
        switch (what) {
        case pop: return now.in_queue;
        case run_in_place: return now.handle && !now.joiner && !now.done && !now.claimed;
        case finish: return now.running && !now.done;
        case begin_join: return now.handle && !now.joiner && !now.ran_in_place;
        case release: return now.handle && (!now.joiner || now.done);
        }
        return false;
    }

    void apply(life_word& word, world& now, step what) {
        switch (what) {
        case pop: {
            now.in_queue = false;
            const popped how = word.claim_popped(GetParam());
            EXPECT_EQ(how == popped::run, !now.claimed);
            if (how == popped::run) now.claimed = now.running = true;
            if (how == popped::stale_last) ++now.freed;
            return;
        }
        case run_in_place:
            EXPECT_TRUE(word.claim_in_place(GetParam()));
            now.claimed = now.ran_in_place = true;
            return; // it runs to its end within the join
        case finish: {
            bool last = false;
            if (!word.try_finish(last)) {
                EXPECT_TRUE(now.joiner);
                last = word.finish_joined();
            }
            now.freed += last ? 1 : 0;
            now.done = true;
            now.running = false;
            return;
        }
        case begin_join:
            EXPECT_EQ(word.begin_joining(), !now.done);
            now.joiner = true;
            return;
        case release:
            now.freed += (now.ran_in_place ? word.release_in_place(GetParam()) : word.release()) ? 1 : 0;
            now.handle = false;
            now.done = now.done || now.ran_in_place;
        }
    }

    int explore(std::vector<step>& path) {
        life_word word;
        word.reset();
        world now;
        for (const step each : path) apply(word, now, each);
        int ends = 0;
        bool any = false;
        for (int each = 0; each < k_steps; ++each) {
            if (!is_possible(now, static_cast<step>(each))) continue;
            any = true;
            EXPECT_EQ(now.freed, 0) << "freed while something was still to come";
            path.push_back(static_cast<step>(each));
            ends += explore(path);
            path.pop_back();
        }
        if (any) return ends;
        EXPECT_EQ(now.freed, 1);
        return 1;
    }
};

TEST_P(LifeWord, IsFreedExactlyOnceInEveryOrder) {
    std::vector<step> path;
    EXPECT_GE(explore(path), 8);
}

TEST_P(LifeWord, OfADispatchedFiberNeedsNoQueue) {
    life_word word;
    word.reset();
    word.claim_unqueued();
    EXPECT_TRUE(word.is_claimed());
    EXPECT_FALSE(word.release());
    bool last = false;
    EXPECT_TRUE(word.try_finish(last));
    EXPECT_TRUE(last);
}

TEST_P(LifeWord, OfAnEntryTakenBackByTheOwnerEndsWithTheRelease) {
    life_word word;
    word.reset();
    word.claim_owned();
    EXPECT_TRUE(word.release_in_place(GetParam()));
}

TEST_P(LifeWord, CannotBeClaimedTwice) {
    life_word word;
    word.reset();
    EXPECT_TRUE(word.claim_in_place(GetParam()));
    EXPECT_FALSE(word.claim_in_place(GetParam()));
    EXPECT_EQ(word.claim_popped(GetParam()), popped::stale);
    EXPECT_TRUE(word.release_in_place(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Workers, LifeWord, ::testing::Values(workers::one, workers::many),
                         [](const auto& param) { return param.param == workers::one ? "One" : "Many"; });

} // namespace
} // namespace weft::detail
