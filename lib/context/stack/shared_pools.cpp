// SPDX-License-Identifier: BSL-1.0
#include "context/stack/shared_pools.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <mutex>
#include <new>

namespace weft::detail::stacks {

namespace {

struct room {
    alignas(stack_pool) std::byte memory[sizeof(stack_pool)]{};
    std::once_flag made;

    stack_pool& pool() noexcept { return *std::launder(reinterpret_cast<stack_pool*>(memory)); }
};

constinit std::array<room, k_most_shared_bits + 1 - k_least_shared_bits> g_rooms;
// Bit i: the pool of g_rooms[i] is there, for ever. It is set while call_once() blocks other threads, so models do not
// watch it.
constinit std::atomic<std::uint32_t> g_made{0};

template <class Visit>
void visit_made(Visit visit) noexcept {
    for (std::uint32_t left = g_made.load(std::memory_order_seq_cst); left != 0; left &= left - 1)
        visit(g_rooms[static_cast<std::size_t>(std::countr_zero(left))].pool());
}

} // namespace

stack_pool& shared_pool(unsigned bits) {
    const unsigned index = bits - k_least_shared_bits;
    room& mine = g_rooms[index];
    std::call_once(mine.made, [&] {
        ::new (mine.memory)
            stack_pool({.size = std::size_t{1} << bits}, available_guard(), stack_pool::ageing::by_release);
        g_made.fetch_or(std::uint32_t{1} << index, std::memory_order_seq_cst);
    });
    return mine.pool();
}

time_point shared_pools_due() noexcept {
    time_point first = stack_pool::k_never;
    visit_made([&](const stack_pool& each) { first = std::min(first, each.ageing_due()); });
    return first;
}

bool age_shared_pools(time_point now) noexcept {
    bool gave_back = false;
    visit_made([&](stack_pool& each) { gave_back |= each.age(now); });
    return gave_back;
}

} // namespace weft::detail::stacks
