// SPDX-License-Identifier: BSL-1.0
#include "fiber/carrier.hpp"

#include <weft/detail/fiber/random_here.hpp>

namespace weft::detail::fibers {
namespace {

constexpr std::uint64_t k_step = 0x9e3779b97f4a7c15U;

/// The next number for plain threads, all together: SplitMix64, whose state is a counter.
std::uint64_t next_of_threads() noexcept {
    static atomic<std::uint64_t> state{0};
    std::uint64_t bits = state.fetch_add(k_step, memory_order_relaxed) + k_step; // a draw orders nothing
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9U;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebU;
    return bits ^ (bits >> 31);
}

} // namespace

std::uint32_t random_here() noexcept {
    if constexpr (WEFT_MODEL) return 0; // equal schedules, equal runs
    carrier* const here = current_carrier();
    return here != nullptr ? here->random() : static_cast<std::uint32_t>(next_of_threads());
}

} // namespace weft::detail::fibers
