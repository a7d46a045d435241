// SPDX-License-Identifier: BSL-1.0
#include "explore/exploration.hpp"
#include "explore/minimise.hpp"
#include "explore/recorder.hpp"
#include "explore/strategies.hpp"
#include "explore/text_trace.hpp"

#include <stdexcept>
#include <utility>

namespace weft::detail::exploring {
namespace {

constexpr unsigned k_runs_to_minimise = 2'000;
constexpr std::uint64_t k_double_run = 1'000;
constexpr std::uint64_t k_look_at_clock = 64; // a power of two

std::unique_ptr<strategy> make_chooser(const exploration& how) {
    switch (how.kind) {
    case exploration_kind::pct: return make_pct(how.seed, how.depth);
    case exploration_kind::dfs: return make_dfs(how.preemption_bound, how.value_bound);
    case exploration_kind::replay: return make_replay(schedule::from_token(how.replay));
    default: return make_random(how.seed);
    }
}

std::unique_ptr<strategy> make_strategy(const exploration& how) {
    if (!how.each_failure || how.kind == exploration_kind::replay) return make_chooser(how);
    if (how.kind == exploration_kind::dfs)
        throw std::invalid_argument(
            "weft: explore: failures change the program under dfs: use the strategy random or pct");
    return make_each_failure(make_chooser(how));
}

class explorer {
public:
    explorer(const exploration& how, world& what)
        : how_(how), world_(what), chooser_(make_strategy(how)), recorded_(*chooser_) {}

    exploration_result explore() {
        try {
            while (!over() && run_one()) {}
        } catch (const std::logic_error& difference) { // of the strategy, which met other questions
            fail(difference.what());
        }
        return std::move(result_);
    }

private:
    bool over() const {
        if (result_.runs >= how_.runs) return true;
        if (result_.runs % k_look_at_clock != 0 || how_.time_limit == std::chrono::nanoseconds::max()) return false;
        return clock::now() - begun_ >= how_.time_limit;
    }

    /// False when there is nothing more to do.
    bool run_one() {
        if (!recorded_.begin_run()) {
            result_.exhausted = true;
            return false;
        }
        const run_outcome outcome = world_.run(recorded_, nullptr);
        ++result_.runs;
        result_.steps += outcome.steps;
        if (outcome.failed) return report(outcome);
        recorded_.end_run();
        return result_.runs % k_double_run != 0 || is_repeatable(outcome);
    }

    bool report(const run_outcome& outcome) {
        failing_schedule found{recorded_.made(), outcome.what};
        if (how_.kind != exploration_kind::replay) found = minimise(world_, std::move(found), k_runs_to_minimise);
        text_trace trace;
        schedule made;
        const run_outcome shown = run_schedule(world_, found.choices, &trace, made);
        failure& reported =
            fail(shown.failed ? shown.what
                              : found.what + " (and not when run again: the explored program is not deterministic)");
        reported.minimised = std::move(found.choices);
        reported.trace = trace.text();
        return false;
    }

    bool is_repeatable(const run_outcome& outcome) {
        schedule made;
        const run_outcome again = run_schedule(world_, recorded_.made(), nullptr, made);
        if (again.hash == outcome.hash && !again.failed) return true;
        fail("the same schedule ran differently the second time: the explored program is not deterministic").minimised =
            recorded_.made();
        return false;
    }

    failure& fail(std::string what) {
        return result_.found.emplace(failure{std::move(what), name_of(how_), how_.seed, result_.runs, {}, {}});
    }

    using clock = std::chrono::steady_clock;

    const exploration& how_;
    world& world_;
    const std::unique_ptr<strategy> chooser_;
    recorder recorded_;
    exploration_result result_;
    const clock::time_point begun_ = clock::now();
};

} // namespace

exploration_result explore_world(const exploration& how, world& what) { return explorer(how, what).explore(); }

} // namespace weft::detail::exploring
