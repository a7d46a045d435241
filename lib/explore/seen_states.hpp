// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace weft::detail::exploring {

/// Which states an exploration has met, and at what cost at best. A state is a number that is mixed well, never 0.
class seen_states {
public:
    /// True, and noted, when the state is new or was never reached at so low a cost.
    bool enter(std::uint64_t state, std::uint8_t cost) {
        if (2 * (used_ + 1) > states_.size()) grow();
        const std::size_t at = place_of(state);
        if (states_[at] == state && costs_[at] <= cost) return false;
        used_ += states_[at] == 0 ? 1 : 0;
        states_[at] = state;
        costs_[at] = cost;
        return true;
    }

    std::size_t size() const noexcept { return used_; }

private:
    std::size_t place_of(std::uint64_t state) const noexcept {
        std::size_t at = state & (states_.size() - 1);
        while (states_[at] != 0 && states_[at] != state) at = (at + 1) & (states_.size() - 1);
        return at;
    }

    void grow() {
        seen_states larger;
        larger.states_.resize(2 * states_.size());
        larger.costs_.resize(2 * states_.size());
        for (std::size_t at = 0; at < states_.size(); ++at)
            if (states_[at] != 0) larger.enter(states_[at], costs_[at]);
        *this = std::move(larger);
    }

    // Open addressing; a power of two.
    std::vector<std::uint64_t> states_ = std::vector<std::uint64_t>(1024);
    std::vector<std::uint8_t> costs_ = std::vector<std::uint8_t>(1024);
    std::size_t used_ = 0;
};

} // namespace weft::detail::exploring
