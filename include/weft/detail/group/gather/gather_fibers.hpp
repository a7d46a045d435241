// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>
#include <weft/detail/group/gather/fiber_refs.hpp>
#include <weft/detail/group/gather/gathering.hpp>
#include <weft/fiber.hpp>
#include <weft/result.hpp>

#include <array>
#include <cstddef>
#include <ranges>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace weft::detail::gathers {

template <class F>
using value_of_fiber = typename is_fiber<std::remove_cvref_t<F>>::value_type;

/// Of a fiber that has ended.
template <class T>
unless_void<T> take_ended(fiber<T>& ended) {
    if constexpr (std::is_void_v<T>) {
        fiber_access::join_to_the_end(ended);
        return {};
    } else {
        return fiber_access::join_to_the_end(ended);
    }
}

template <class T>
result<T> settle_ended(fiber<T>& ended) {
    return result<T>::of([&]() -> T { return fiber_access::join_to_the_end(ended); });
}

/// Throws what left the fiber of that index, which has failed.
template <class... T>
void throw_error_of(std::size_t index, fiber<T>&... fibers) {
    std::size_t at = 0;
    ((at++ == index ? static_cast<void>(take_ended(fibers)) : void()), ...);
}

template <class... T>
auto gather_fibers(fiber<T>&... fibers) {
    const std::array refs{ref_of(fibers)...};
    if (const std::size_t failed = wait_for_first_that(gathers::until_one_fails, refs); failed != k_nobody)
        throw_error_of(failed, fibers...);
    if constexpr ((std::is_void_v<T> && ...))
        static_cast<void>((take_ended(fibers), ...));
    else
        return std::tuple<unless_void<T>...>{take_ended(fibers)...};
}

template <class... T>
auto settle_fibers(fiber<T>&... fibers) {
    const std::array refs{ref_of(fibers)...};
    wait_for_all_or_cancel(refs);
    return std::tuple<result<T>...>{settle_ended(fibers)...};
}

/// The handles of a range, which may be walked once only.
template <class R>
auto handles_of(R&& range) {
    std::vector<std::remove_reference_t<std::ranges::range_reference_t<R>>*> handles;
    for (auto&& each : range) handles.push_back(std::addressof(each));
    return handles;
}

template <class T>
std::vector<fiber_record*> refs_of(const std::vector<fiber<T>*>& handles) {
    std::vector<fiber_record*> refs;
    refs.reserve(handles.size());
    for (fiber<T>* const each : handles) refs.push_back(ref_of(*each));
    return refs;
}

template <class T>
auto gather_range_of_fibers(const std::vector<fiber<T>*>& handles) {
    const std::vector<fiber_record*> refs = refs_of(handles);
    if (const std::size_t failed = wait_for_first_that(gathers::until_one_fails, refs); failed != k_nobody)
        take_ended(*handles[failed]);
    if constexpr (std::is_void_v<T>) {
        for (fiber<T>* const each : handles) take_ended(*each);
    } else {
        std::vector<in_vector<T>> values;
        values.reserve(handles.size());
        for (fiber<T>* const each : handles) values.push_back(take_ended(*each));
        return values;
    }
}

template <class T>
std::vector<result<T>> settle_range_of_fibers(const std::vector<fiber<T>*>& handles) {
    wait_for_all_or_cancel(refs_of(handles));
    std::vector<result<T>> results;
    results.reserve(handles.size());
    for (fiber<T>* const each : handles) results.push_back(settle_ended(*each));
    return results;
}

} // namespace weft::detail::gathers
