// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/async_generator/adapter.hpp>

#include <cstddef>
#include <utility>

namespace weft::adapt {

/// buffer() makes an async generator that may be `count` items ahead of its consumer, and begins at once (with 0, when
/// it is asked). A generator is asked by the fiber of the new one from then on; of an async generator that has not
/// begun it is prefetch(count). Only inside a runtime.
///
/// @code
/// for (page each : pages() | weft::adapt::buffer(4)) ... // the next four are read meanwhile
/// @endcode
template <detail::any_generator G>
auto buffer(G from, std::size_t count) {
    using value = detail::object_of<G>;
    if constexpr (detail::is_async<G>)
        if (!from.has_begun()) return std::move(from).prefetch(count);
    return async_generator<value>({.prefetch = count}, [from = std::move(from)](auto& yield) mutable {
        const detail::linked link(yield, from);
        for (auto&& each : from) yield(std::forward<decltype(each)>(each));
    });
}
inline auto buffer(std::size_t count) {
    return detail::adapter{[count]<class G>(G&& from) { return buffer(std::move(from), count); }};
}

} // namespace weft::adapt
