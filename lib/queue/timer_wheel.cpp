// SPDX-License-Identifier: BSL-1.0
#include "queue/timer_wheel.hpp"

#include <algorithm>

namespace weft::detail::queues {

void timer_wheel::link(timer_node& node, std::uint64_t tick) noexcept {
    const auto level = static_cast<unsigned>(std::bit_width(tick ^ now_) - 1) / k_group_bits;
    const auto slot = static_cast<unsigned>(tick >> (level * k_group_bits) & k_group);
    timer_node*& head = slots_[level][slot];
    node.level_ = static_cast<std::uint8_t>(level);
    node.slot_ = static_cast<std::uint8_t>(slot);
    node.previous = nullptr;
    node.next = head;
    if (head != nullptr) head->previous = &node;
    head = &node;
    auto& lately = lately_[level][slot];
    node.child = lately.back();
    std::copy_backward(lately.begin(), lately.end() - 1, lately.end());
    lately.front() = &node;
    used_[level] |= std::uint64_t{1} << slot;
}

void timer_wheel::unlink(timer_node& node) noexcept {
    timer_node*& head = slots_[node.level_][node.slot_];
    (node.previous == nullptr ? head : node.previous->next) = node.next;
    if (node.next != nullptr) node.next->previous = node.previous;
    if (head == nullptr) used_[node.level_] &= ~(std::uint64_t{1} << node.slot_);
}

/// Moves the present to the next slots that have begun by `tick`, until one of them has given the heap a node. The heap
/// is empty when this is called, so the present may move.
void timer_wheel::turn_to(std::uint64_t tick) noexcept {
    while (present_.empty()) {
        const unsigned level = first_level();
        if (level == k_levels) break;
        const auto slot = static_cast<unsigned>(std::countr_zero(used_[level]));
        const std::uint64_t begin = begin_of(level, slot);
        if (begin > tick) break;
        now_ = begin;
        spread(level, slot);
    }
    // Every slot that is left begins later than `tick`, so it keeps its place.
    if (present_.empty() && tick > now_) now_ = tick;
}

/// The present has reached a slot: its nodes go to lower levels, or to the heap.
void timer_wheel::spread(unsigned level, unsigned slot) noexcept {
    timer_node* node = slots_[level][slot];
    slots_[level][slot] = nullptr;
    used_[level] &= ~(std::uint64_t{1} << slot);
    while (node != nullptr) {
        timer_node* const next = node->next;
        __builtin_prefetch(node->child, 1);
        insert(*node);
        node = next;
    }
}

time_point timer_wheel::earliest() const noexcept {
    if (!present_.empty()) return present_.top()->deadline_;
    const unsigned level = first_level();
    if (level == k_levels) return k_never;
    const std::uint64_t begin = begin_of(level, static_cast<unsigned>(std::countr_zero(used_[level])));
    return time_point(time_point::duration(static_cast<time_point::rep>(begin << k_tick_bits)));
}

} // namespace weft::detail::queues
