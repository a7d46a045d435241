// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/detail/base/config.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace weft::detail::tasks {

/// What a call has returned, for later: a value or a reference.
template <class T>
class kept_value {
public:
    explicit kept_value(T&& value) : value_(std::move(value)) {}
    T take() && { return std::move(value_); }

private:
    T value_;
};

template <class T>
class kept_value<T&> {
public:
    explicit kept_value(T& value) noexcept : value_(std::addressof(value)) {}
    T& take() && noexcept { return *value_; }

private:
    T* value_;
};

} // namespace weft::detail::tasks
