// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace weft::detail::chan {

/// How a select was given a case: as a temporary, or as a variable that another select may be given.
enum class case_use : std::uint8_t { once, again };

/// What a case pushes: a copy of the user's item. A select whose case may be used again pushes a copy of that copy.
template <class Item>
class case_item {
public:
    explicit case_item(Item&& item) : item_(std::move(item)) {}

    /// The item that may be moved from. Throws what T's copy throws.
    Item& for_use(case_use how) {
        if (how == case_use::once) return item_;
        if (!copy_) copy_.emplace(std::as_const(item_));
        return *copy_;
    }

    /// After the case was chosen. The copy has been moved from, or the channel was closed.
    void end_use() noexcept { copy_.reset(); }

private:
    Item item_;
    std::optional<Item> copy_;
};

/// What a case pushes: the user's item itself, with the value that it has then.
template <class T>
class case_item<T&> {
public:
    explicit case_item(T& item) noexcept : item_(std::addressof(item)) {}
    T& for_use(case_use) noexcept { return *item_; }
    void end_use() noexcept {}

private:
    T* item_;
};

} // namespace weft::detail::chan
