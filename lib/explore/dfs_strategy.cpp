// SPDX-License-Identifier: BSL-1.0
#include "explore/random_numbers.hpp"
#include "explore/seen_states.hpp"
#include "explore/strategies.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>
#include <vector>

namespace weft::detail::exploring {
namespace {

/// Invariant: path_ holds the branching choices of the run so far (or, between runs, of the next one), and for each all
/// that its `next` went past were explored with the same choices before them.
///
/// When the world tells its states, who runs next is explored from each state once: again only when it is reached with
/// fewer preemptions, which leaves more for later. Nothing is lost: equal states have equal futures, and what was
/// entered first is explored whole, depth first, before the search comes back to where it branched. (It cannot come
/// back to a state within one run, since pasts grow.) Then the ordinary choice is the last one explored: the early
/// switch leads through states that the later ones only join.
class dfs_strategy final : public strategy {
public:
    dfs_strategy(unsigned preemption_bound, unsigned value_bound) noexcept
        : bound_(preemption_bound), value_bound_(value_bound) {}

    bool begin_run() override {
        depth_ = 0;
        preemptions_ = 0;
        values_ = 0;
        covered_ = false;
        state_ = 0;
        return std::exchange(started_, true) ? advance() : true;
    }

    bool wants_states() const noexcept override { return true; }
    void reached(std::uint64_t state) override { state_ = state; }

    unsigned choose(const candidates& who) override {
        const std::uint64_t state = who.count <= k_most_told ? std::exchange(state_, 0) : 0;
        const bool goes_on = who.current != k_nobody_runs;
        if (who.count == 1) return who.ordinary();
        if (goes_on && preemptions_ >= bound_) {
            if (is_marked(state) && is_new() && !covered_)
                covered_ = !seen_.enter(key(told(state), who.ids[who.current]), cost(false));
            return who.ordinary();
        }
        if (is_new() && !covered_) branch(who, told(state));
        const std::uint32_t number = next(who.count);
        if (goes_on && number != 0) ++preemptions_;
        return schedule::index_of(who, number);
    }

    unsigned choose_value(unsigned count) override {
        if (count == 1 || values_ >= value_bound_) return 0;
        if (is_new() && !covered_) path_.push_back({.count = count});
        const std::uint32_t value = next(count);
        if (value != 0) ++values_;
        return value;
    }

    void end_run() override {
        if (depth_ < path_.size()) diverged();
    }

private:
    static constexpr unsigned k_most_told = 8;

    struct branching {
        std::uint32_t count = 0;
        std::uint32_t chosen = 0;
        // When the world tells its states:
        std::uint64_t state = 0;                         // 0: it does not
        std::uint32_t next = 1;                          // to be chosen: 1, 2, ..., count stands for 0
        std::uint8_t cost = 0;                           // preemptions so far
        std::uint8_t more = 0;                           // preemptions of a choice that is not 0
        std::array<std::uint32_t, k_most_told> ids = {}; // of the choices
    };

    [[noreturn]] static void diverged() {
        throw std::logic_error("the same choices led to other questions: the explored program is not deterministic");
    }

    /// True when the choices from here on were never made before.
    bool is_new() const noexcept { return depth_ == path_.size(); }

    std::uint8_t cost(bool preempts) const noexcept {
        return static_cast<std::uint8_t>(std::min(preemptions_ + (preempts ? 1U : 0U), 255U));
    }

    /// Where nobody can be preempted any more a run follows one path, and most states lie on such paths: of these one
    /// in sixteen is remembered. A run that joins an explored path notices it a few steps later; whether a state is
    /// remembered depends on nothing but the state, so it does notice. What is not remembered is explored again, never
    /// left out.
    static bool is_marked(std::uint64_t state) noexcept { return state != 0 && state % 16 == 0; }

    /// What is left to choose depends on the values chosen so far when these are bounded.
    std::uint64_t told(std::uint64_t state) const noexcept {
        return state == 0 || value_bound_ == ~0U ? state : random_numbers::mix(state + values_ + 1);
    }

    static std::uint64_t key(std::uint64_t state, std::uint32_t id) noexcept {
        return std::max(random_numbers::mix(state ^ (id + 1)), std::uint64_t{1});
    }

    void branch(const candidates& who, std::uint64_t state) {
        branching made{.count = who.count, .state = state, .cost = cost(false)};
        if (state != 0) {
            made.more = who.current != k_nobody_runs ? 1 : 0;
            for (std::uint32_t number = 0; number < who.count; ++number)
                made.ids[number] = who.ids[schedule::index_of(who, number)];
            covered_ = !to_next(made);
        }
        if (!covered_) path_.push_back(made);
    }

    /// Goes to the next choice that is to be explored; false when there is none.
    bool to_next(branching& at) {
        if (at.state == 0) return ++at.chosen < at.count;
        while (at.next <= at.count) {
            at.chosen = at.next++ % at.count;
            const auto cost = static_cast<std::uint8_t>(at.cost + (at.chosen != 0 ? at.more : 0));
            if (seen_.enter(key(at.state, at.ids[at.chosen]), cost)) return true;
        }
        return false;
    }

    bool advance() {
        while (!path_.empty() && !to_next(path_.back())) path_.pop_back();
        return !path_.empty();
    }

    std::uint32_t next(std::uint32_t count) {
        if (is_new()) return 0; // covered
        const branching& here = path_[depth_++];
        return here.chosen < count ? here.chosen
                                   : 0; // a number out of range is noticed at the latest by the double run
    }

    const unsigned bound_;
    const unsigned value_bound_;
    bool started_ = false;
    bool covered_ = false; // all that follows was explored in another run: this one only ends
    unsigned preemptions_ = 0;
    unsigned values_ = 0; // that were not the ordinary ones
    std::uint64_t state_ = 0;
    std::size_t depth_ = 0;
    std::vector<branching> path_;
    seen_states seen_;
};

} // namespace

std::unique_ptr<strategy> make_dfs(unsigned preemption_bound, unsigned value_bound) {
    return std::make_unique<dfs_strategy>(preemption_bound, value_bound);
}

} // namespace weft::detail::exploring
