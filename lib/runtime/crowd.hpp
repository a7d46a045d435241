// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/order_marks.hpp>
#include <weft/detail/fiber/record.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace weft::detail::sched {

/// The ready fibers of a simulated worker, ascending by id, so that what a schedule means depends on nothing else.
class crowd {
public:
    bool empty() const noexcept { return entries_.empty(); }
    std::size_t size() const noexcept { return entries_.size(); }
    const std::vector<std::uint32_t>& numbers() const noexcept { return numbers_; }

    /// The index of a fiber that is in it.
    std::size_t index_of(const fiber_record& fiber) const noexcept {
        const auto found = std::lower_bound(numbers_.begin(), numbers_.end(), number_of(fiber));
        return static_cast<std::size_t>(found - numbers_.begin());
    }

    void add(ready_entry entry) {
        mark_after(this);
        const auto at = static_cast<std::ptrdiff_t>(index_of(entry.fiber()));
        entries_.insert(entries_.begin() + at, entry);
        numbers_.insert(numbers_.begin() + at, number_of(entry.fiber()));
        mark_before(this);
    }

    ready_entry take(std::size_t index) {
        mark_after(this);
        const ready_entry taken = entries_[index];
        entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(index));
        numbers_.erase(numbers_.begin() + static_cast<std::ptrdiff_t>(index));
        mark_before(this);
        return taken;
    }

private:
    static std::uint32_t number_of(const fiber_record& fiber) noexcept { return static_cast<std::uint32_t>(fiber.id); }

    std::vector<ready_entry> entries_;
    std::vector<std::uint32_t> numbers_; // the ids, which begin at 1 in each simulated runtime
};

} // namespace weft::detail::sched
