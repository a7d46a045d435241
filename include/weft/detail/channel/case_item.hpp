// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace weft::detail {

/// How a select was given a case: as a temporary, or as a variable that another select may be given.
enum class case_use : std::uint8_t { once, again };

/// What a case pushes: a copy of the user's item. A select that leaves the case to be used again pushes a copy of that one.
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

    /// The case was chosen: the copy is gone, or was not wanted.
    void end_use() noexcept { copy_.reset(); }

private:
    Item item_;
    std::optional<Item> copy_;
};

/// What a case pushes: an item of the user's, whatever it is then.
template <class T>
class case_item<T&> {
public:
    explicit case_item(T& item) noexcept : item_(std::addressof(item)) {}
    T& for_use(case_use) noexcept { return *item_; }
    void end_use() noexcept {}

private:
    T* item_;
};

} // namespace weft::detail
