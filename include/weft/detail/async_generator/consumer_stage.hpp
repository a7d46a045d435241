// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/atomic.hpp>
#include <weft/detail/base/config.hpp>

#include <cstdint>

namespace weft::detail::agen {

/// How far the consumer's side of an async generator has come, in one byte: a call for an item reads it once.
///
/// It notices a second consumer that comes while the first is suspended in a call. It orders nothing, and two that come
/// at the very same moment may both get in: the users order their consumers.
class WEFT_API consumer_stage {
public:
    static constexpr std::uint8_t k_entered = 1; ///< a call of the consumer's is going on
    static constexpr std::uint8_t k_begun = 2;   ///< there is a fiber for the body
    static constexpr std::uint8_t k_started = 4; ///< the consumer has seen the body's fiber run
    static constexpr std::uint8_t k_over = 8;    ///< the fiber is joined, or there will be none
    static constexpr std::uint8_t k_running = k_begun | k_started;

    /// Returns the bits that it found. With k_entered another call is going on; else the caller's is, until leave().
    [[nodiscard]] std::uint8_t enter() noexcept {
        const std::uint8_t found = bits_.load(memory_order_relaxed); // relaxed: nothing is read through it
        if ((found & k_entered) == 0) [[likely]]
            bits_.store(found | k_entered, memory_order_relaxed); // as above
        return found;
    }
    void leave() noexcept {
        const std::uint8_t now = bits_.load(memory_order_relaxed);                      // as above
        bits_.store(static_cast<std::uint8_t>(now & ~k_entered), memory_order_relaxed); // as above
    }

    // --- of the call that goes on

    [[nodiscard]] bool has(std::uint8_t any) const noexcept { return (bits_.load(memory_order_relaxed) & any) != 0; }
    void reach(std::uint8_t what) noexcept {
        bits_.store(bits_.load(memory_order_relaxed) | what, memory_order_relaxed);
    }

private:
    atomic<std::uint8_t> bits_{0};
};

} // namespace weft::detail::agen
