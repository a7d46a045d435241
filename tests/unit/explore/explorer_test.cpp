// SPDX-License-Identifier: BSL-1.0
#include "toy_world.hpp"

#include "explore/exploration.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

namespace weft::detail {
namespace {

using test::toy_world;

/// Wrong when actor 1 steps between two steps of actor 0, after actor 2 has begun.
const char* sandwiched(const std::vector<unsigned>& order) {
    const auto two = std::find(order.begin(), order.end(), 2U);
    for (auto at = two; at != order.end() && at + 2 < order.end(); ++at)
        if (at[0] == 0 && at[1] == 1 && at[2] == 0) return "actor 1 came between";
    return nullptr;
}

TEST(Explorer, AFailureIsMinimisedAndReplays) {
    for (const exploration_kind kind : {exploration_kind::random, exploration_kind::pct, exploration_kind::dfs}) {
        exploration how;
        how.kind = kind;
        how.seed = 42;
        toy_world world(3, 6, sandwiched);
        const exploration_result result = explore_world(how, world);
        ASSERT_TRUE(result.found) << name_of(how);
        EXPECT_EQ(result.found->what, "actor 1 came between");
        EXPECT_LE(result.found->minimised.switches(), 5U) << name_of(how);

        exploration again;
        again.kind = exploration_kind::replay;
        again.replay = result.found->minimised.to_token();
        toy_world fresh(3, 6, sandwiched);
        const exploration_result replayed = explore_world(again, fresh);
        ASSERT_TRUE(replayed.found);
        EXPECT_EQ(replayed.runs, 1U);
        EXPECT_EQ(replayed.found->trace, result.found->trace);
    }
}

TEST(Explorer, TheTextSaysHowToReplay) {
    exploration how;
    how.seed = 42;
    toy_world world(2, 1, [](const std::vector<unsigned>& order) { return order[0] == 1 ? "1 was first" : nullptr; });
    const exploration_result result = explore_world(how, world);
    ASSERT_TRUE(result.found);
    const std::string token = result.found->minimised.to_token();
    EXPECT_EQ(describe(*result.found), "weft: explore: 1 was first\n"
                                       "weft:   strategy random, seed 42, run " +
                                           std::to_string(result.found->run) + "; replay with WEFT_REPLAY=" + token +
                                           "\n"
                                           "weft:   schedule (minimised to 1 switches):\n"
                                           "weft:     1  actor 1      steps           'toy'\n"
                                           "weft:     2  actor 0      steps           'toy'\n");
}

TEST(Explorer, AWorldThatForgetsNothingIsCaught) {
    struct moody_world final : world {
        run_outcome run(strategy& chooser, trace_sink*) override {
            static_cast<void>(chooser.choose_value(2));
            run_outcome result;
            result.hash = ++runs_;
            return result;
        }
        std::uint64_t runs_ = 0;
    } world;
    const exploration_result result = explore_world({}, world);
    ASSERT_TRUE(result.found);
    EXPECT_NE(result.found->what.find("not deterministic"), std::string::npos);
    EXPECT_EQ(result.runs, 1'000U);
}

TEST(Explorer, ATimeLimitEndsIt) {
    exploration how;
    how.runs = ~std::uint64_t{0};
    how.time_limit = std::chrono::milliseconds(20);
    toy_world world(2, 2, [](const std::vector<unsigned>&) { return nullptr; });
    const exploration_result result = explore_world(how, world);
    EXPECT_GT(result.runs, 0U);
    EXPECT_FALSE(result.exhausted);
}

TEST(Explorer, ABadTokenIsRefused) {
    exploration how;
    how.kind = exploration_kind::replay;
    how.replay = "nonsense";
    toy_world world(2, 2, [](const std::vector<unsigned>&) { return nullptr; });
    EXPECT_THROW(static_cast<void>(explore_world(how, world)), std::invalid_argument);
}

/// Sets a variable of the environment for a while.
class with_variable {
public:
    with_variable(const char* name, const char* value) : name_(name) { ::setenv(name, value, 1); }
    with_variable(const with_variable&) = delete;
    with_variable& operator=(const with_variable&) = delete;
    ~with_variable() { ::unsetenv(name_); }

private:
    const char* name_;
};

TEST(Environment, SetsSeedAndReplay) {
    ::unsetenv("WEFT_SEED");
    EXPECT_EQ(with_environment({}).seed, exploration{}.seed);
    {
        const with_variable seed("WEFT_SEED", "77");
        EXPECT_EQ(with_environment({}).seed, 77U);
    }
    {
        const with_variable token("WEFT_REPLAY", "wAxx");
        EXPECT_EQ(with_environment({}).kind, exploration_kind::replay);
        EXPECT_EQ(with_environment({}).replay, "wAxx");
    }
    for (const char* const bad : {"", "-1", "12x", "99999999999999999999"}) {
        const with_variable seed("WEFT_SEED", bad);
        EXPECT_THROW(static_cast<void>(with_environment({})), std::invalid_argument) << bad;
    }
}

} // namespace
} // namespace weft::detail
