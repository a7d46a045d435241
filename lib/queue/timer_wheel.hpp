// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "queue/timer_node.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace weft::detail::queues {

/// Deadlines in order, without allocation: insert and erase in O(1), each node moved at most once a level. A
/// hierarchical timing wheel (Varghese and Lauck, Hashed and hierarchical timing wheels, 1987) of 64 slots a level
/// holds what is far away; what falls into the present tick of 65 us is ordered exactly by a heap. Not thread-safe.
///
/// Invariant: the heap holds the nodes whose tick is at most now_; a node of the wheel has a later tick and lies at the
/// level of the highest group of six bits in which its tick differs from now_, in the slot that this group of its tick
/// names. So lower levels come before higher ones, lower slots before higher ones, and the heap before all.
///
/// A million nodes lie on a million stacks, so each step along a slot's list misses every cache. A node in the wheel
/// needs no `child`; it keeps there the node that was linked k_ahead places before it, for spread() to prefetch. That
/// pointer may dangle; nobody follows it.
class timer_wheel {
public:
    static constexpr time_point k_never = time_point::max();

    void insert(timer_node& node) noexcept {
        const std::uint64_t tick = tick_of(node.deadline_);
        if (tick <= now_) {
            node.level_ = timer_node::k_in_heap;
            present_.insert(node);
        } else {
            link(node, tick);
        }
    }

    void erase(timer_node& node) noexcept {
        if (node.level_ == timer_node::k_in_heap)
            present_.erase(node);
        else
            unlink(node);
    }

    /// Takes out the earliest node with a deadline of at most `time`, or returns null.
    timer_node* pop_due(time_point time) noexcept {
        if (present_.empty()) turn_to(tick_of(time));
        if (present_.empty() || present_.top()->deadline_ > time) return nullptr;
        return &present_.pop();
    }

    /// No deadline is earlier; exact when it lies within the present tick, else the beginning of the slot that comes
    /// next.
    time_point earliest() const noexcept;

private:
    static constexpr unsigned k_tick_bits = 16;
    static constexpr unsigned k_group_bits = 6;
    static constexpr unsigned k_levels = 8;   // 16 + 8 * 6 = 64 bits
    static constexpr std::size_t k_ahead = 4; // how many nodes before its turn spread() fetches one
    static constexpr std::uint64_t k_group = (1U << k_group_bits) - 1;

    static std::uint64_t tick_of(time_point time) noexcept {
        const auto since = time.time_since_epoch().count();
        return since < 0 ? 0 : static_cast<std::uint64_t>(since) >> k_tick_bits;
    }

    /// The tick at which a slot of the wheel begins.
    std::uint64_t begin_of(unsigned level, unsigned slot) const noexcept {
        const unsigned shift = level * k_group_bits;
        const std::uint64_t above = now_ >> shift >> k_group_bits << k_group_bits;
        return (above | slot) << shift;
    }

    /// The lowest level with a node; k_levels when the wheel is empty.
    unsigned first_level() const noexcept {
        unsigned level = 0;
        while (level < k_levels && used_[level] == 0) ++level;
        return level;
    }

    void link(timer_node& node, std::uint64_t tick) noexcept;
    void unlink(timer_node& node) noexcept;
    void turn_to(std::uint64_t tick) noexcept;
    void spread(unsigned level, unsigned slot) noexcept;

    std::uint64_t now_ = 0;
    pairing_heap<timer_node, timer_node::earlier> present_;
    std::array<std::uint64_t, k_levels> used_{}; // a bit for each slot that is not empty
    std::array<std::array<timer_node*, k_group + 1>, k_levels> slots_{};
    // The nodes linked last in a slot, the latest first. Only ever prefetched: they may be gone.
    std::array<std::array<std::array<timer_node*, k_ahead>, k_group + 1>, k_levels> lately_{};
};

} // namespace weft::detail::queues
