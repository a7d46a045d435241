// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace weft::detail::gen {

/// How items of a generator<Y> travel: as the address of what the body yields, which lives until the body goes on.
template <class Y>
struct item_of {
    static_assert(std::is_object_v<Y> && !std::is_const_v<Y> && !std::is_array_v<Y>,
                  "a generator yields objects (generator<int>) or lvalues (generator<T&>, generator<const T&>)");
    using value_type = Y;
    using reference = Y&&;
    using pointer = Y*;
    using optional = std::optional<Y>; ///< what next() returns

    static reference refer(pointer item) noexcept { return static_cast<Y&&>(*item); }
    static optional take(void* item) {
        return item == nullptr ? optional() : optional(static_cast<Y&&>(*static_cast<pointer>(item)));
    }
};

template <class T>
struct item_of<T&> {
    using value_type = std::remove_cv_t<T>;
    using reference = T&;
    using pointer = T*;
    using optional = T*;

    static reference refer(pointer item) noexcept { return *item; }
    static optional take(void* item) noexcept { return static_cast<pointer>(item); }
};

/// What the body returned, until somebody asks.
template <class R>
struct returned {
    static_assert(std::is_object_v<R>, "a generator returns an object or nothing");
    std::optional<R> value;
};

template <>
struct returned<void> {};

} // namespace weft::detail::gen
