// SPDX-License-Identifier: BSL-1.0
#include "model_test.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace weft::test {
namespace {

using clock = std::chrono::steady_clock;
using detail::exploration;
using detail::exploration_kind;
using detail::exploration_result;

constexpr auto k_dfs_limit = std::chrono::minutes(5);

std::chrono::milliseconds share() {
    const char* const wanted = std::getenv("WEFT_MODEL_MS");
    return std::chrono::milliseconds(wanted != nullptr ? std::strtol(wanted, nullptr, 10) : 300);
}

/// What to explore: `./dev model` has everything exhausted first, and then divides the time that is left.
bool is_wanted(const char* part) {
    const char* const only = std::getenv("WEFT_MODEL_PART");
    return only == nullptr || std::strcmp(only, part) == 0;
}

std::string name_of_test() {
    const ::testing::TestInfo& info = *::testing::UnitTest::GetInstance()->current_test_info();
    return std::string(info.test_suite_name()) + "." + info.name();
}

/// A line for `./dev model`, which makes a table of them.
void print_line(const exploration& how, const exploration_result& result, clock::duration took) {
    const double seconds = std::chrono::duration<double>(took).count();
    std::printf("[  model   ] %s %s %llu schedules, %llu steps, %.3f s%s\n", name_of_test().c_str(),
                detail::name_of(how).c_str(), static_cast<unsigned long long>(result.runs),
                static_cast<unsigned long long>(result.steps), seconds, result.exhausted ? ", exhausted" : "");
}

exploration_result explore(const exploration& how, const std::function<void()>& body,
                           const model::model_options& options) {
    const auto begun = clock::now();
    exploration_result result = model::run(how, body, options);
    print_line(how, result, clock::now() - begun);
    return result;
}

exploration of_kind(exploration_kind kind) {
    exploration how;
    how.kind = kind;
    how.runs = ~std::uint64_t{0};
    how = detail::with_environment(how);
    how.time_limit = share();
    return how;
}

exploration dfs(const model_plan& plan) {
    exploration how = of_kind(exploration_kind::dfs);
    const bool whole = std::getenv("WEFT_MODEL_WHOLE") != nullptr;
    how.preemption_bound = whole ? plan.preemption_bound : std::min(plan.preemption_bound, plan.bound_in_tests);
    how.value_bound = plan.old_reads;
    how.time_limit = k_dfs_limit;
    return how;
}

/// False when it failed.
bool passes(const exploration& how, const std::function<void()>& body, const model::model_options& options) {
    const exploration_result result = explore(how, body, options);
    if (result.found) ADD_FAILURE() << detail::describe(*result.found);
    if (how.kind == exploration_kind::dfs) {
        EXPECT_TRUE(result.exhausted || result.found) << "schedules are left over";
    }
    return !result.found;
}

void holds_with(const std::function<void()>& body, const model_plan& plan, model::model_options options) {
    const exploration every = dfs(plan);
    const bool replays = every.kind == exploration_kind::replay;
    options.old_failures = plan.old_failures == old_failures::everywhere;
    if ((replays || is_wanted("exhausted")) && !passes(every, body, options)) return;
    options.old_failures = plan.old_failures != old_failures::nowhere;
    if (replays && plan.old_failures == old_failures::sampled) static_cast<void>(passes(every, body, options));
    if (replays || !is_wanted("random")) return;
    if (!passes(of_kind(exploration_kind::random), body, options)) return;
    for (unsigned depth = 2; depth <= 4; ++depth) {
        exploration how = of_kind(exploration_kind::pct);
        how.depth = depth;
        how.time_limit /= 3;
        if (!passes(how, body, options)) return;
    }
}

} // namespace

void holds(const std::function<void()>& body, const model_plan& plan, fences kinds) {
    model::model_options options{.fences = model::fence_kind::asymmetric, .surprises = plan.surprises};
    holds_with(body, plan, options);
    if (kinds == fences::irrelevant) return;
    options.fences = model::fence_kind::symmetric;
    holds_with(body, plan, options);
}

void breaks(const std::function<void()>& body, const std::string& expected, const model_plan& plan) {
    const model::model_options options{.surprises = plan.surprises,
                                       .old_failures = plan.old_failures != old_failures::nowhere};
    if (!is_wanted("exhausted")) return;
    for (exploration how : {dfs(plan), of_kind(exploration_kind::random), of_kind(exploration_kind::pct)}) {
        how.time_limit = std::chrono::seconds(20);
        const exploration_result result = explore(how, body, options);
        ASSERT_TRUE(result.found) << detail::name_of(how) << " does not find: " << expected;
        EXPECT_NE(result.found->what.find(expected), std::string::npos) << detail::describe(*result.found);
    }
}

} // namespace weft::test
