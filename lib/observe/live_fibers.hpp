// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/fiber/record.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace weft::detail::observe {

/// The oldest live fibers of a runtime and how many more there are, without an allocation: for reports. Exact while all
/// workers of the runtime stand still.
class fiber_list {
public:
    static constexpr std::size_t k_most = 1000;

    void look(const ready_sink& core) noexcept;

    /// Ascending by id.
    std::span<const fiber_record* const> shown() const noexcept;
    std::uint64_t left_out() const noexcept { return left_out_; }

private:
    struct entry {
        std::uint64_t id;
        const fiber_record* fiber;
    };
    void add(const fiber_record& fiber) noexcept;

    std::array<entry, k_most> oldest_{}; // during look() a heap with the youngest on top
    std::array<const fiber_record*, k_most> shown_{};
    std::size_t count_ = 0;
    std::uint64_t left_out_ = 0;
};

} // namespace weft::detail::observe
