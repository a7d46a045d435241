// SPDX-License-Identifier: BSL-1.0
#include "explore/exploration.hpp"

#include <cstdlib>
#include <stdexcept>

// The one place that reads the environment of explorations.

namespace weft::detail::exploring {
namespace {

std::uint64_t seed_from(const std::string& text) {
    std::size_t used = 0;
    try {
        const std::uint64_t seed = std::stoull(text, &used, 10);
        if (used == text.size() && text.front() != '-') return seed;
    } catch (const std::exception&) { // said below
    }
    throw std::invalid_argument("weft: explore: WEFT_SEED is '" + text +
                                "': say a number from 0 to 18446744073709551615");
}

} // namespace

std::optional<std::uint64_t> seed_of_environment() {
    const char* const seed = std::getenv("WEFT_SEED");
    return seed != nullptr ? std::optional(seed_from(seed)) : std::nullopt;
}

exploration with_environment(exploration how) {
    how.seed = seed_of_environment().value_or(how.seed);
    if (const char* const token = std::getenv("WEFT_REPLAY")) {
        how.kind = exploration_kind::replay;
        how.replay = token;
    }
    return how;
}

} // namespace weft::detail::exploring
