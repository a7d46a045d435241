// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/guard/guard.hpp"

#include <cstddef>
#include <span>

namespace weft::detail::stacks {

/// slab_memory is what a slab asks of the system: one mapping of `count` slots, `stride` bytes apart, each beginning
/// with its guard. (The model build keeps such mappings for the next run, guards and all.)
struct slab_memory {
    std::size_t guard_size;
    std::size_t stride;
    std::size_t count;

    /// map() returns zeroed memory, or null with errno set.
    [[nodiscard]] std::byte* map() const noexcept;
    void unmap(std::byte* base) const noexcept;

    /// install() makes the guards of `wanted` slots from `first` on; as install_guards().
    std::size_t install(guard_kind kind, std::byte* base, std::size_t first, std::size_t wanted) const noexcept;

    /// above_guard() is the memory of a slot without its guard.
    [[nodiscard]] std::span<std::byte> above_guard(std::byte* base, std::size_t index) const noexcept {
        return {base + index * stride + guard_size, stride - guard_size};
    }

    /// discard() gives pieces of memory back to the system, k_most_discarded of equal size at most, of one mapping or
    /// several.
    static constexpr std::size_t k_most_discarded = 64;
    static void discard(std::span<const std::span<std::byte>> pieces) noexcept;
};

} // namespace weft::detail::stacks
