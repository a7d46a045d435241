// SPDX-License-Identifier: BSL-1.0
#include "explore/exploration.hpp"

namespace weft::detail::exploring {

std::string name_of(const exploration& how) {
    switch (how.kind) {
    case exploration_kind::random: return "random";
    case exploration_kind::pct: return "pct(" + std::to_string(how.depth) + ")";
    case exploration_kind::dfs: return "dfs(" + std::to_string(how.preemption_bound) + ")";
    case exploration_kind::replay: return "replay";
    }
    return "";
}

std::string describe(const failure& found) {
    std::string text = "weft: explore: " + found.what + "\n";
    text += "weft:   strategy " + found.strategy + ", seed " + std::to_string(found.seed) + ", run " +
            std::to_string(found.run) + "; replay with WEFT_REPLAY=" + found.minimised.to_token() + "\n";
    text += "weft:   schedule (minimised to " + std::to_string(found.minimised.switches()) + " switches):\n";
    for (std::size_t begin = 0; begin < found.trace.size();) {
        const std::size_t end = std::min(found.trace.find('\n', begin), found.trace.size());
        text += "weft:   " + found.trace.substr(begin, end - begin) + "\n";
        begin = end + 1;
    }
    return text;
}

} // namespace weft::detail::exploring
