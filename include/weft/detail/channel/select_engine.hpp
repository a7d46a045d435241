// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/lowlevel/select_case.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace weft::detail::chan {

enum class case_order : std::uint8_t { any, as_given };

/// What a select works with, in its caller's frame: three places a case.
struct WEFT_API select_frame {
    std::span<lowlevel::select_case*> cases;
    std::span<std::size_t> order;           ///< in which the cases are looked at, linked and watched
    std::span<lowlevel::wait_list*> guards; ///< the cases' lists, each once, in the order of their addresses
    case_order which;

    /// Waits until one case has happened; returns its index. Throws std::invalid_argument when none is enabled, and
    /// what prepare() throws.
    std::size_t run();

private:
    static constexpr std::size_t k_none = ~std::size_t{0};

    void(check)() const;
    void collect_guards() noexcept;
    void choose_order() noexcept;
    void lock() noexcept;
    void unlock() noexcept;
    std::size_t look_around(lowlevel::select_case::answer& found) noexcept;
    std::size_t otherwise() const noexcept;
    std::size_t earliest() const noexcept;
    std::size_t wait(bool& is_cancelled) noexcept;
    void leave_lists() noexcept;
    std::size_t woken() const noexcept;
    std::size_t first_ended(std::size_t woken) noexcept;
};

} // namespace weft::detail::chan
