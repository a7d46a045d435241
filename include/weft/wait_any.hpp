// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/group/gather/fiber_refs.hpp>
#include <weft/fiber.hpp>

#include <array>
#include <cstddef>
#include <ranges>

namespace weft {

/// Suspends the calling fiber (blocks a plain thread) until one of the fibers has ended; returns its index, the lowest
/// of those that have. Joins none and cancels none: the handles stay the caller's, who may join that one without a
/// wait. A checkpoint. Throws std::invalid_argument for an empty range.
///
/// @code
/// std::size_t first = weft::wait_any(left, right);
/// @endcode
template <class... T>
std::size_t wait_any(fiber<T>&... fibers) {
    static_assert(sizeof...(T) != 0, "wait_any() of nothing would wait for ever");
    const std::array refs{detail::gathers::ref_of(fibers)...};
    return detail::gathers::wait_for_first(refs);
}
template <std::ranges::input_range R>
    requires detail::gathers::fiber_range<R>
std::size_t wait_any(R&& fibers) {
    return detail::gathers::wait_for_first(detail::gathers::refs_of(fibers));
}

/// Suspends the calling fiber (blocks a plain thread) until all fibers have ended. Joins none. A checkpoint.
template <class... T>
void wait_all(fiber<T>&... fibers) {
    const std::array<detail::fiber_record*, sizeof...(T)> refs{detail::gathers::ref_of(fibers)...};
    detail::gathers::wait_for_all(refs);
}
template <std::ranges::input_range R>
    requires detail::gathers::fiber_range<R>
void wait_all(R&& fibers) {
    detail::gathers::wait_for_all(detail::gathers::refs_of(fibers));
}

} // namespace weft
