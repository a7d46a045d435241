// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/async_generator.hpp>
#include <weft/detail/base/config.hpp>
#include <weft/generator.hpp>

#include <list>
#include <type_traits>
#include <utility>

namespace weft::detail::agen {

/// What adapters ask of a generator of either kind.
template <class G>
struct generator_kind;

template <class Y, class R>
struct generator_kind<generator<Y, void, R>> {
    using item = Y; ///< perhaps a reference
    using reference = typename item_of<Y>::reference;
    template <class U>
    using of = generator<U>;
};

template <class T>
struct generator_kind<async_generator<T>> {
    using item = T;
    using reference = T&&;
    template <class U>
    using of = async_generator<U>;
};

template <class G>
concept any_generator = requires { typename generator_kind<G>::item; };

template <class G>
inline constexpr bool is_async = false;
template <class T>
inline constexpr bool is_async<async_generator<T>> = true;

/// The items of G as objects.
template <any_generator G>
using object_of = std::remove_cvref_t<typename generator_kind<G>::item>;

/// A generator of the same kind, of items U.
template <any_generator G, class U>
using generator_like = typename generator_kind<G>::template of<U>;

/// The links of a generator with several that its body consumes.
class WEFT_API links {
public:
    template <class Yield, class G>
    void add(Yield& yield, G& from) {
        if constexpr (is_async<G>) all_.emplace_back(async_access::core_of(yield), async_access::core_of(from));
    }

private:
    std::list<closing_link> all_;
};

/// What stands on the right of `|`: make(G&&) gives the adapted generator.
template <class Make>
struct adapter {
    Make make;
};
template <class Make>
adapter(Make) -> adapter<Make>;

template <class G, class Make>
    requires any_generator<std::remove_cvref_t<G>>
auto operator|(G&& from, adapter<Make> with) {
    static_assert(!std::is_lvalue_reference_v<G>,
                  "an adapter takes its generator over: std::move(numbers) | weft::adapt::...");
    return with.make(std::move(from));
}

} // namespace weft::detail::agen
