// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/async_generator/adapter.hpp>

#include <cstddef>
#include <utility>

namespace weft::adapt {

/// take() hands out the first `count` items, and never asks for one more. When the consumer asks once more, or goes,
/// the generator behind it is closed; what that throws reaches the consumer who asks.
///
/// @code
/// for (int i : naturals() | weft::adapt::take(10)) ...
/// @endcode
template <detail::any_generator G>
auto take(G from, std::size_t count) {
    using item = typename detail::generator_kind<G>::item;
    return detail::generator_like<G, item>([from = std::move(from), count](auto& yield) mutable {
        const detail::linked link(yield, from);
        if (count != 0)
            for (auto&& each : from) {
                yield(std::forward<decltype(each)>(each));
                if (--count == 0) break;
            }
        from.close();
    });
}
inline auto take(std::size_t count) {
    return detail::adapter{[count]<class G>(G&& from) { return take(std::move(from), count); }};
}

} // namespace weft::adapt
