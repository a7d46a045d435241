// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <cstdint>

namespace weft::detail::exploring {

/// A small generator of random numbers, equal everywhere for equal seeds: SplitMix64 (Steele, Lea, Flood, 2014).
class random_numbers {
public:
    explicit random_numbers(std::uint64_t seed) noexcept : state_(seed) {}

    /// For the run `run` of an exploration: seeds close to each other give unlike sequences.
    random_numbers(std::uint64_t seed, std::uint64_t run) noexcept : state_(mix(seed) ^ mix(run + k_step)) {}

    std::uint64_t next() noexcept { return mix(state_ += k_step); }

    /// Below `count`, which is at least 1.
    std::uint32_t below(std::uint32_t count) noexcept {
        return static_cast<std::uint32_t>(((next() >> 32) * count) >> 32);
    }

    static constexpr std::uint64_t mix(std::uint64_t z) noexcept {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

private:
    static constexpr std::uint64_t k_step = 0x9e3779b97f4a7c15ULL;
    std::uint64_t state_;
};

} // namespace weft::detail::exploring
