// SPDX-License-Identifier: BSL-1.0
#include "explore/random_numbers.hpp"
#include "explore/strategies.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace weft::detail::exploring {
namespace {

/// Invariant: initial priorities have the highest bit set, those of the changes are below depth; so whoever is changed
/// runs only when nobody unchanged can.
class pct_strategy final : public strategy {
public:
    pct_strategy(std::uint64_t seed, unsigned depth) : seed_(seed), numbers_(seed), change_at_(depth - 1) {}

    bool begin_run() override {
        numbers_ = random_numbers(seed_, ++run_);
        most_steps_ = std::max(most_steps_, step_);
        step_ = 0;
        priority_.clear();
        for (std::uint32_t& at : change_at_) at = numbers_.below(std::max(most_steps_, 1U)) + 1;
        return true;
    }

    unsigned choose(const candidates& who) override {
        ++step_;
        unsigned best = highest(who);
        for (std::size_t change = 0; change < change_at_.size(); ++change) {
            if (change_at_[change] != step_) continue;
            priority_[who.ids[best]] = static_cast<std::uint32_t>(change);
            best = highest(who);
        }
        return best;
    }

    unsigned choose_value(unsigned count) override {
        const std::uint32_t number = numbers_.below(2 * count);
        return number < count ? number : 0;
    }

    void end_run() override {}

private:
    static constexpr std::uint32_t k_initial = 1U << 31;

    std::uint32_t priority_of(std::uint32_t id) {
        while (priority_.size() <= id) priority_.push_back(k_initial | static_cast<std::uint32_t>(numbers_.next()));
        return priority_[id];
    }

    unsigned highest(const candidates& who) {
        unsigned best = 0;
        for (unsigned index = 1; index < who.count; ++index)
            if (priority_of(who.ids[index]) > priority_of(who.ids[best])) best = index;
        static_cast<void>(priority_of(who.ids[best])); // also for a single candidate
        return best;
    }

    const std::uint64_t seed_;
    std::uint64_t run_ = 0;
    random_numbers numbers_;
    std::uint32_t step_ = 0;
    std::uint32_t most_steps_ = 0;         // of the runs before
    std::vector<std::uint32_t> priority_;  // by actor
    std::vector<std::uint32_t> change_at_; // by change: the step
};

} // namespace

std::unique_ptr<strategy> make_pct(std::uint64_t seed, unsigned depth) {
    if (depth == 0) throw std::invalid_argument("weft: explore: the depth of pct is at least 1");
    return std::make_unique<pct_strategy>(seed, depth);
}

} // namespace weft::detail::exploring
