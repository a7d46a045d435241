// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/async_generator/adapter.hpp>

#include <cstddef>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace weft {

namespace detail::agen {

template <class G>
bool take_next(std::optional<object_of<G>>& into, G& from) {
    if (auto item = from.next()) into.emplace(static_cast<typename generator_kind<G>::reference>(*item));
    return into.has_value();
}

} // namespace detail::agen

namespace adapt {

/// zip() hands out tuples of one item of each generator, asked in the order of the arguments, and ends with the first
/// that ends: the items of that last, incomplete row are dropped, and the other generators closed. All of them must be
/// of one kind. Async ones that are to be waited for together must run ahead: prefetch(1).
///
/// @code
/// for (auto [name, age] : weft::adapt::zip(names(), ages())) ...
/// @endcode
template <detail::any_generator G, detail::any_generator... Gs>
auto zip(G first, Gs... others) {
    static_assert(((detail::is_async<Gs> == detail::is_async<G>) && ...),
                  "zip() takes generators of one kind: weft::adapt::buffer(n) makes an async one of a generator");
    using row = std::tuple<detail::object_of<G>, detail::object_of<Gs>...>;
    return detail::generator_like<G, row>(
        [all = std::tuple<G, Gs...>(std::move(first), std::move(others)...)](auto& yield) mutable {
            const auto next_row = [&]<std::size_t... I>(std::index_sequence<I...>) {
                std::tuple<std::optional<std::tuple_element_t<I, row>>...> items;
                const bool full = (detail::take_next(std::get<I>(items), std::get<I>(all)) && ...);
                if (full) yield(row(std::move(*std::get<I>(items))...));
                return full;
            };
            detail::links links;
            std::apply([&](auto&... each) { (links.add(yield, each), ...); }, all);
            while (next_row(std::make_index_sequence<1 + sizeof...(Gs)>())) {}
            std::apply([](auto&... each) { (each.close(), ...); }, all);
        });
}

} // namespace adapt
} // namespace weft
