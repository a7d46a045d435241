// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <cstddef>

namespace weft::detail::chan {

/// A store that counts the items put in whose work is not done yet.
template <class Store>
struct counted_store : Store {
    using Store::Store;
    explicit counted_store(std::size_t capacity)
        : Store(capacity == 0 ? Store(typename Store::no_bound()) : Store(capacity)) {}
    std::size_t unfinished = 0;

    /// An item was taken in, or handed straight over.
    void accepted() noexcept { ++unfinished; }
};

} // namespace weft::detail::chan
