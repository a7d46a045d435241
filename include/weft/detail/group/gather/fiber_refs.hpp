// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancel_reason.hpp>
#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/detail/fiber/record.hpp>
#include <weft/fiber.hpp>

#include <cstddef>
#include <ranges>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

// Waits for several fibers, whose handles the caller owns all the while.

namespace weft::detail::gathers {

template <class T>
struct is_fiber : std::false_type {};
template <class T>
struct is_fiber<fiber<T>> : std::true_type {
    using value_type = T;
};

template <class T>
concept fiber_handle = is_fiber<std::remove_cvref_t<T>>::value;

template <class R>
concept fiber_range = std::ranges::input_range<R> && fiber_handle<std::ranges::range_reference_t<R>>;

using fiber_refs = std::span<fiber_record* const>;

template <class T>
fiber_record* ref_of(fiber<T>& handle) noexcept {
    WEFT_ASSERT(handle.joinable(), "a wait for a fiber that was joined, detached or moved away: it will not end again");
    return &fiber_access::record(handle);
}

template <class R>
std::vector<fiber_record*> refs_of(R&& handles) {
    std::vector<fiber_record*> refs;
    for (auto&& each : handles) refs.push_back(ref_of(each));
    return refs;
}

/// Waits until one has ended; the lowest index of those that have. A checkpoint, which allocates for more than a few
/// fibers. Throws std::invalid_argument for none.
WEFT_API std::size_t wait_for_first(fiber_refs fibers);

/// Waits until all have ended. A checkpoint.
WEFT_API void wait_for_all(fiber_refs fibers);

/// What a gather of fibers waits for.
enum class gathers : bool {
    until_one_fails, ///< or, when none does, for all
    one_that_succeeds
};

inline constexpr std::size_t k_nobody = ~std::size_t{0};

/// Waits for the first of the fibers, in time, that has failed, or for the first that has not; its index, or k_nobody
/// once all have ended and there was none. Adds the indices of those that have ended to `order`, if that is not null,
/// as they came. A cancellation cancels all of them, and goes on.
WEFT_API std::size_t wait_for_first_that(gathers what, fiber_refs fibers, std::vector<std::size_t>* order = nullptr);

/// Waits until all have ended; as above.
WEFT_API void wait_for_all_or_cancel(fiber_refs fibers);

/// Cancels those that have not ended.
WEFT_API void cancel_all(fiber_refs fibers, cancel_reason reason, std::string_view text) noexcept;

} // namespace weft::detail::gathers
