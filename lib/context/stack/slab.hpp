// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "context/stack/page_size.hpp"
#include "context/stack/slab_memory.hpp"
#include "context/stack/slab_table.hpp"
#include "context/stack/stack_memory.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace weft::detail::stacks {

/// A slab is one mapping of `count` slots of equal size. From its lowest address a slot is: the guard, the usable
/// bytes, and in the last page colour, descriptor. A slot is, in this order, bare, guarded (prepare), handed out
/// (take_fresh), then cold (put_cold) and handed out (take_cold) in turns. A bare slot is never handed out.
/// All members but build() and clear(): one thread at a time. Those: any thread, for a slot the caller holds.
class slab {
public:
    /// map() makes a slab, or returns null with errno set when the system refuses the mapping.
    static std::unique_ptr<slab> map(const stack_options& layout, guard_kind guard, std::size_t count);
    slab(const slab&) = delete;
    slab& operator=(const slab&) = delete;
    ~slab();

    /// stride() is the size of one slot with that layout.
    static std::size_t stride(const stack_options& layout) noexcept {
        // The page above the usable size holds descriptor and colour, so that every stack has at least that size.
        return layout.guard + layout.size + page_size();
    }

    [[nodiscard]] std::size_t count() const noexcept { return memory_.count; }
    [[nodiscard]] bool has_fresh() const noexcept { return fresh_ < memory_.count; }
    [[nodiscard]] bool has_cold() const noexcept { return cold_ != 0; }

    /// prepare() makes guards for up to `wanted` fresh slots at once; throws weft::resource_error if it cannot make
    /// one.
    void prepare(std::size_t wanted);

    /// take_fresh() returns the index of a guarded slot that was never handed out. Requires one: see prepare().
    std::size_t take_fresh() noexcept { return fresh_++; }
    [[nodiscard]] std::size_t guarded_fresh() const noexcept { return guarded_ - fresh_; }

    /// take_cold() returns the index of a slot given to put_cold() before. Requires has_cold().
    std::size_t take_cold() noexcept;
    void put_cold(std::size_t index) noexcept;

    /// build() makes the descriptor of a slot: the first touch of its memory.
    stack* build(std::size_t index) noexcept;

    /// clear() unmakes the descriptor; returns the slot's index. The slot's memory may be discarded then.
    std::size_t clear(stack* s) noexcept;
    [[nodiscard]] std::span<std::byte> memory_of(std::size_t index) const noexcept {
        return memory_.above_guard(base_, index);
    }

private:
    slab(const stack_options& layout, guard_kind guard, std::size_t count);

    [[nodiscard]] std::byte* slot(std::size_t index) const noexcept { return base_ + index * memory_.stride; }
    [[nodiscard]] std::size_t bytes() const noexcept { return memory_.count * memory_.stride; }

    const slab_memory memory_;
    const guard_kind guard_;
    std::byte* base_ = nullptr;
    slab_table::ticket ticket_ = slab_table::k_none;
    std::size_t guarded_ = 0; // slots [0, guarded_) have their guard
    std::size_t fresh_ = 0;   // slots [0, fresh_) have been handed out once; fresh_ <= guarded_ <= count()
    std::size_t cold_ = 0;    // bits set in cold_slots_
    std::vector<std::uint64_t> cold_slots_;
};

/// stack_in() is the descriptor in a slot that is handed out. Signal handlers as well.
stack* stack_in(const slab_place& place) noexcept;

/// stack_here() is the stack that the caller runs on, if it is from any pool; null on a thread's own.
stack* stack_here() noexcept;

} // namespace weft::detail::stacks
