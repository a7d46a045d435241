// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/async_generator/adapter.hpp>
#include <weft/detail/async_generator/merge.hpp>

#include <concepts>
#include <type_traits>
#include <utility>
#include <vector>

namespace weft::adapt {

/// merge() hands out the items of several generators of one type, until all have ended. Generators are asked in turns;
/// async ones together, and their items come as they are there: each is read by a fiber, so each may be one item ahead.
/// An error comes after the items before it; then the other generators are closed, and items that were on their way are
/// dropped.
///
/// @code
/// for (message each : weft::adapt::merge(keyboard(), network())) ...
/// @endcode
template <detail::any_generator G>
auto merge(std::vector<G> all) {
    using item = typename detail::generator_kind<G>::item;
    return detail::generator_like<G, item>([all = std::move(all)](auto& yield) mutable {
        if constexpr (detail::is_async<G>)
            detail::yield_as_they_come(all, yield);
        else
            detail::yield_in_turns(all, yield);
    });
}
template <detail::any_generator G, std::same_as<G>... Gs>
auto merge(G first, Gs... others) {
    std::vector<G> all;
    all.reserve(1 + sizeof...(Gs));
    all.push_back(std::move(first));
    (all.push_back(std::move(others)), ...);
    return merge(std::move(all));
}

} // namespace weft::adapt
