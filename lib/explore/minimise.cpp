// SPDX-License-Identifier: BSL-1.0
#include "explore/minimise.hpp"

#include "explore/recorder.hpp"
#include "explore/strategies.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace weft::detail::exploring {
namespace {

class minimiser {
public:
    minimiser(world& what, failing_schedule found, unsigned runs)
        : world_(what), best_(std::move(found)), left_(runs) {}

    failing_schedule result() {
        for (unsigned depth = 1; depth <= k_deepest; ++depth) look_for_simpler(depth);
        remove_parts();
        best_.choices.trim();
        return std::move(best_);
    }

private:
    static constexpr unsigned k_deepest = 3;
    static constexpr unsigned k_runs_a_depth = 300;

    /// Delta debugging.
    void remove_parts() {
        for (std::size_t parts = 2; left_ != 0;) {
            const std::vector<std::size_t> places = switches_of(best_.choices);
            if (places.empty()) break;
            if (remove_a_part(places, parts)) continue;
            if (parts >= places.size()) break;
            parts = std::min(parts * 2, places.size());
        }
    }

    /// A schedule of few priority changes may fail as well; removing parts never finds it, since its choices lie
    /// elsewhere.
    void look_for_simpler(unsigned depth) {
        const auto simple = make_pct(depth, depth);
        recorder recorded(*simple);
        for (unsigned run = 0; run < k_runs_a_depth; ++run) {
            recorded.begin_run();
            run_outcome outcome = world_.run(recorded, nullptr);
            recorded.end_run();
            if (outcome.failed && recorded.made().switches() < best_.choices.switches())
                best_ = {recorded.made(), std::move(outcome.what)};
        }
    }

    static std::vector<std::size_t> switches_of(const schedule& choices) {
        std::vector<std::size_t> places;
        for (std::size_t index = 0; index < choices.size(); ++index)
            if (choices[index] != 0) places.push_back(index);
        return places;
    }

    /// Makes the choices of one of `parts` groups ordinary, the last group first; true when that still fails.
    bool remove_a_part(const std::vector<std::size_t>& places, std::size_t parts) {
        const std::size_t size = (places.size() + parts - 1) / parts;
        for (std::size_t end = places.size(); end != 0; end -= std::min(end, size)) {
            schedule shorter = best_.choices;
            for (std::size_t index = end - std::min(end, size); index < end; ++index) shorter.set(places[index], 0);
            if (still_fails(shorter)) return true;
        }
        return false;
    }

    bool still_fails(const schedule& shorter) {
        if (left_ == 0) return false;
        --left_;
        schedule made;
        run_outcome outcome = run_schedule(world_, shorter, nullptr, made);
        if (!outcome.failed || made.switches() >= best_.choices.switches()) return false;
        best_ = {std::move(made), std::move(outcome.what)};
        return true;
    }

    world& world_;
    failing_schedule best_;
    unsigned left_;
};

} // namespace

failing_schedule minimise(world& what, failing_schedule found, unsigned runs) {
    return minimiser(what, std::move(found), runs).result();
}

run_outcome run_schedule(world& what, const schedule& choices, trace_sink* trace, schedule& made) {
    const auto replay = make_replay(choices);
    recorder recorded(*replay);
    recorded.begin_run();
    run_outcome outcome = what.run(recorded, trace);
    recorded.end_run();
    made = recorded.made();
    return outcome;
}

} // namespace weft::detail::exploring
