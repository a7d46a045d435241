// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/async_generator/adapter.hpp>

#include <functional>
#include <utility>

namespace weft::adapt {

/// filter() hands out the items for which `wanted(item)` is true, called with a const reference, where the body runs:
/// see map().
///
/// @code
/// for (int even : countdown(9) | weft::adapt::filter([](int i) { return i % 2 == 0; })) ...
/// @endcode
template <detail::any_generator G, class Wanted>
auto filter(G from, Wanted wanted) {
    using item = typename detail::generator_kind<G>::item;
    return detail::generator_like<G, item>([from = std::move(from), wanted = std::move(wanted)](auto& yield) mutable {
        const detail::linked link(yield, from);
        for (auto&& each : from)
            if (std::invoke(wanted, std::as_const(each))) yield(std::forward<decltype(each)>(each));
    });
}
template <class Wanted>
auto filter(Wanted wanted) {
    return detail::adapter{
        [wanted = std::move(wanted)]<class G>(G&& from) mutable { return filter(std::move(from), std::move(wanted)); }};
}

} // namespace weft::adapt
