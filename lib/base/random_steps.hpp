// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <cstdint>

namespace weft::detail::base {

/// Numbers that spread choices which need no secrecy, a multiplication each: the high half of the linear congruential
/// generator of MMIX (Knuth, The Art of Computer Programming, 3.3.4). One thread.
class random_steps {
public:
    explicit random_steps(std::uint64_t seed) noexcept : state_(seed) {}

    std::uint32_t next() noexcept {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::uint32_t>(state_ >> 32);
    }

private:
    std::uint64_t state_;
};

} // namespace weft::detail::base
