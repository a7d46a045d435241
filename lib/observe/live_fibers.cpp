// SPDX-License-Identifier: BSL-1.0
#include "observe/live_fibers.hpp"

#include "fiber/record_pool.hpp"

#include <algorithm>

namespace weft::detail::observe {

namespace {

constexpr auto k_by_id = [](const auto& a, const auto& b) { return a.id < b.id; };

} // namespace

void fiber_list::look(const ready_sink& core) noexcept {
    count_ = 0;
    left_out_ = 0;
    record_pool::instance().for_each([&](const fiber_record& each) {
        if (each.is_live_in(core)) add(each);
    });
    const auto end = oldest_.begin() + static_cast<std::ptrdiff_t>(count_);
    std::sort_heap(oldest_.begin(), end, k_by_id);
    std::transform(oldest_.begin(), end, shown_.begin(), [](const entry& each) { return each.fiber; });
}

void fiber_list::add(const fiber_record& fiber) noexcept {
    const entry mine{__atomic_load_n(&fiber.id, __ATOMIC_RELAXED), &fiber};
    const bool is_full = count_ == k_most;
    if (is_full) {
        ++left_out_;
        if (mine.id >= oldest_.front().id) return;
        std::pop_heap(oldest_.begin(), oldest_.end(), k_by_id);
        --count_;
    }
    oldest_[count_++] = mine;
    std::push_heap(oldest_.begin(), oldest_.begin() + static_cast<std::ptrdiff_t>(count_), k_by_id);
}

std::span<const fiber_record* const> fiber_list::shown() const noexcept { return {shown_.data(), count_}; }

} // namespace weft::detail::observe
