// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/async_generator/source.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>

namespace weft::detail::agen {

/// The input iterator of an async_generator<T>: move-only, at an item, or at the end. ++ takes the next item.
template <class T>
class async_iterator {
public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;

    async_iterator(async_iterator&& other) noexcept = default;
    async_iterator& operator=(async_iterator&& other) noexcept = default;

    [[nodiscard]] T&& operator*() const noexcept { return std::move(*source_->current); }
    async_iterator& operator++() {
        source_->advance();
        return *this;
    }
    void operator++(int) { source_->advance(); }

    [[nodiscard]] friend bool operator==(const async_iterator& it, std::default_sentinel_t) noexcept {
        return !it.source_->current.has_value();
    }

    /// At the next item of `source`.
    explicit async_iterator(async_source<T>& source) : source_(std::addressof(source)) { source.advance(); }

private:
    async_source<T>* source_;
};

} // namespace weft::detail::agen
