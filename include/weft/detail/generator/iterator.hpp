// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/generator/core.hpp>
#include <weft/detail/generator/item.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>

namespace weft::detail::gen {

/// The input iterator of a generator<Y>: move-only, at an item of the body, or at the end. ++ lets the body go on.
template <class Y>
class generator_iterator {
    using item = item_of<Y>;

public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = typename item::value_type;
    using difference_type = std::ptrdiff_t;

    generator_iterator(generator_iterator&& other) noexcept = default;
    generator_iterator& operator=(generator_iterator&& other) noexcept = default;

    [[nodiscard]] typename item::reference operator*() const noexcept { return item::refer(item_); }
    generator_iterator& operator++() {
        advance();
        return *this;
    }
    void operator++(int) { advance(); }

    [[nodiscard]] friend bool operator==(const generator_iterator& it, std::default_sentinel_t) noexcept {
        return it.item_ == nullptr;
    }

    /// At the next item of `core`.
    explicit generator_iterator(generator_core& core) : core_(std::addressof(core)) { advance(); }

private:
    [[gnu::always_inline]] void advance() {
        item_ = static_cast<typename item::pointer>(core_->resume(nullptr));
        if (item_ == nullptr) [[unlikely]]
            core_->rethrow_failure();
    }

    generator_core* core_;
    typename item::pointer item_ = nullptr;
};

} // namespace weft::detail::gen
