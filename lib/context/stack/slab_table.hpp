// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/rooms.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace weft::detail::stacks {

/// slab_place is where an address lies in a slab: which slot, and whether in its guard.
struct slab_place {
    std::uintptr_t slot; // the lowest address of the slot: its guard begins here
    std::size_t guard_size;
    std::size_t slot_size;
    std::size_t stack_size; // as configured
    std::size_t index = 0;  // of the slot
};

/// slab_table knows where the slabs of this process lie, so that a signal handler can tell what it is looking at. It
/// is a fixed array without locks: readers never wait, and a process with more slabs than it holds only loses the
/// name in its report of an overflow, not the guard. All members: any thread; find(): signal handlers as well.
class slab_table {
public:
    static constexpr std::size_t k_capacity = 4096;
    static constexpr std::size_t k_none = k_capacity;
    using ticket = std::size_t; // what remove() takes; k_none when the table was full

    ticket add(const void* base, std::size_t bytes, const slab_place& shape) noexcept;
    void remove(ticket t) noexcept;

    /// find() tells in which slot `address` lies; false when in none.
    bool find(std::uintptr_t address, slab_place& place) const noexcept;

private:
    // `base` is 0: free; 1: being filled by the thread that took it; else the mapping's address, and the rest is set.
    struct entry {
        std::atomic<std::uintptr_t> base{0};
        std::atomic<std::size_t> bytes{0};
        std::atomic<std::size_t> slot_size{0};
        std::atomic<std::size_t> guard_size{0};
        std::atomic<std::size_t> stack_size{0};
    };

    std::array<entry, k_capacity> entries_{};
    std::atomic<std::size_t> used_{0}; // no entry at or above was ever taken
};

/// the_slab_table() is the process's only one: a fault has one handler, however many pools there are.
slab_table& the_slab_table() noexcept;

} // namespace weft::detail::stacks
