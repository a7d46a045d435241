// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/async_generator/adapter.hpp>

#include <functional>
#include <type_traits>
#include <utility>

namespace weft::adapt {

/// map() hands out `f(item)` for each item, which f may take by value or move from. What f throws ends the generator as
/// an error of its body; the item it was called with is gone then. f runs where the body runs: of a generator, in the
/// fiber or thread that asks; of an async one, in the fiber of the new generator.
///
/// @code
/// for (int square : countdown(3) | weft::adapt::map([](int i) { return i * i; })) ...
/// @endcode
template <detail::any_generator G, class F>
auto map(G from, F f) {
    using result = std::remove_cvref_t<std::invoke_result_t<F&, typename detail::generator_kind<G>::reference>>;
    return detail::generator_like<G, result>([from = std::move(from), f = std::move(f)](auto& yield) mutable {
        const detail::linked link(yield, from);
        for (auto&& each : from) yield(std::invoke(f, std::forward<decltype(each)>(each)));
    });
}
template <class F>
auto map(F f) {
    return detail::adapter{
        [f = std::move(f)]<class G>(G&& from) mutable { return map(std::move(from), std::move(f)); }};
}

} // namespace weft::adapt
