// SPDX-License-Identifier: BSL-1.0
#include <weft/testing/explore.hpp>

#include "explore/exploration.hpp"
#include "testing/allocation_failures.hpp"
#include "testing/simulated_run.hpp"

#include <weft/resource_error.hpp>

#include <new>
#include <optional>

namespace weft::testing {
namespace {

bool is_lack_of_memory(const std::exception_ptr& left) {
    try {
        std::rethrow_exception(left);
    } catch (const std::bad_alloc&) {
        return true;
    } catch (const resource_error&) {
        return true;
    } catch (...) {
        return false;
    }
}

std::string what_left(const std::exception_ptr& left) {
    try {
        std::rethrow_exception(left);
    } catch (const std::exception& error) {
        return std::string("an exception left the body: ") + error.what();
    } catch (...) {
        return "an exception that is no std::exception left the body";
    }
}

/// Fibers under a strategy, as the explorer wants them.
class fiber_world final : public detail::world {
public:
    fiber_world(const std::function<void()>& body, const explore_options& how, std::source_location where)
        : program_{body, how.max_steps, how.stack_size, where,
                   how.failing == failures::allocations ? detail::allocations::may_fail
                                                        : detail::allocations::succeed} {}

    detail::run_outcome run(detail::strategy& chooser, detail::trace_sink* trace) override {
        detail::simulated_end end = detail::run_simulated(program_, chooser, trace);
        const bool is_clean = end.left == nullptr || (end.failed_allocation && is_lack_of_memory(end.left));
        if (!end.outcome.failed && !is_clean) {
            end.outcome.failed = true;
            end.outcome.what = what_left(end.left);
        }
        return std::move(end.outcome);
    }

private:
    detail::simulated_program program_;
};

detail::exploration_kind kind_of(strategy which) noexcept {
    switch (which) {
    case strategy::pct: return detail::exploration_kind::pct;
    case strategy::dfs: return detail::exploration_kind::dfs;
    case strategy::random: break;
    }
    return detail::exploration_kind::random;
}

detail::exploration plan_of(const explore_options& how) {
    detail::exploration plan;
    plan.kind = how.replay.empty() ? kind_of(how.strategy) : detail::exploration_kind::replay;
    plan.seed = how.seed;
    plan.runs = how.runs;
    plan.time_limit = how.time_limit.ticks();
    plan.depth = how.depth;
    plan.preemption_bound = how.preemption_bound;
    plan.replay = how.replay;
    plan.max_steps = how.max_steps;
    plan.each_failure = how.failing == failures::allocations;
    return detail::with_environment(plan);
}

} // namespace

exploration explore(const std::function<void()>& body, const explore_options& how, std::source_location where) {
    std::optional<detail::allocation_failures_on> failing;
    if (how.failing == failures::allocations) failing.emplace();
    fiber_world world(body, how, where);
    const detail::exploration_result result = detail::explore_world(plan_of(how), world);
    exploration found;
    found.runs = result.runs;
    found.steps = result.steps;
    found.exhausted = result.exhausted;
    if (result.found) {
        found.failure = detail::describe(*result.found);
        found.token = result.found->minimised.to_token();
    }
    return found;
}

} // namespace weft::testing
