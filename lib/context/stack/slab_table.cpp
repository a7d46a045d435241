// SPDX-License-Identifier: BSL-1.0
#include "context/stack/slab_table.hpp"

namespace weft::detail::stacks {

namespace {

constinit slab_table g_table;

} // namespace

slab_table& the_slab_table() noexcept { return g_table; }

slab_table::ticket slab_table::add(const void* base, std::size_t bytes, const slab_place& shape) noexcept {
    for (ticket t = 0; t < k_capacity; ++t) {
        entry& e = entries_[t];
        std::uintptr_t free = 0;
        if (!e.base.compare_exchange_strong(free, 1)) continue;
        e.bytes = bytes;
        e.slot_size = shape.slot_size;
        e.guard_size = shape.guard_size;
        e.stack_size = shape.stack_size;
        for (std::size_t used = used_; used <= t && !used_.compare_exchange_weak(used, t + 1);) {}
        e.base = reinterpret_cast<std::uintptr_t>(base);
        return t;
    }
    return k_none;
}

void slab_table::remove(ticket t) noexcept {
    if (t != k_none) entries_[t].base = 0;
}

bool slab_table::find(std::uintptr_t address, slab_place& place) const noexcept {
    const std::size_t used = used_;
    for (std::size_t i = 0; i < used; ++i) {
        const entry& e = entries_[i];
        const std::uintptr_t base = e.base;
        if (base <= 1 || address < base || address - base >= e.bytes) continue;
        const std::size_t slot_size = e.slot_size;
        if (slot_size == 0) continue;
        const std::size_t index = (address - base) / slot_size;
        place = {base + index * slot_size, e.guard_size, slot_size, e.stack_size, index};
        if (e.base == base) return true;
    }
    return false;
}

} // namespace weft::detail::stacks
