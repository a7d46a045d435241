// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <weft/cancelled.hpp>
#include <weft/detail/base/assert.hpp>
#include <weft/detail/base/config.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace weft {

namespace detail::groups {

template <class T>
struct result_storage {
    using type = T;
};
template <>
struct result_storage<void> {
    using type = std::monostate;
};
template <class T>
struct result_storage<T&> {
    using type = std::reference_wrapper<T>;
};

/// The text of an error; of one that is no std::exception a sentence that says so.
WEFT_API std::string text_of_error(const std::exception_ptr& error);

/// True for a weft::fiber_cancelled.
WEFT_API bool is_fiber_cancelled(const std::exception_ptr& error) noexcept;

} // namespace detail::groups

/// What something has come to: a T, or the exception that ended it. T may be void, a reference, or move-only. Nothing
/// suspends; as safe for threads as a T.
template <class T>
class [[nodiscard]] result {
    using stored = typename detail::groups::result_storage<T>::type;

public:
    using value_type = T;

    /// What fn() returns or throws. weft::cancelled, which is no error of fn, goes on.
    template <class Fn>
    static result of(Fn&& fn) {
        try {
            if constexpr (std::is_void_v<T>) {
                std::invoke(std::forward<Fn>(fn));
                return result(std::in_place_index<1>);
            } else {
                return result(std::in_place_index<1>, std::invoke(std::forward<Fn>(fn)));
            }
        } catch (const cancelled&) {
            throw;
        } catch (...) {
            return failed(std::current_exception());
        }
    }

    /// The error, which is not null.
    static result failed(std::exception_ptr error) {
        WEFT_ASSERT(error != nullptr, "a result has failed without an error: give it one");
        return result(std::in_place_index<0>, std::move(error));
    }

    /// True when there is a value.
    bool has_value() const noexcept { return content_.index() == 1; }

    /// The same.
    explicit operator bool() const noexcept { return has_value(); }

    /// The value, of a result that has one.
    std::add_lvalue_reference_t<T> operator*() noexcept {
        expect_value();
        if constexpr (!std::is_void_v<T>) return std::get<1>(content_);
    }
    std::add_lvalue_reference_t<std::add_const_t<T>> operator*() const noexcept {
        expect_value();
        if constexpr (!std::is_void_v<T>) return std::get<1>(content_);
    }
    auto operator->() noexcept
        requires(!std::is_void_v<T>)
    {
        return std::addressof(**this);
    }
    auto operator->() const noexcept
        requires(!std::is_void_v<T>)
    {
        return std::addressof(**this);
    }

    /// The value; throws the error when there is none.
    std::add_lvalue_reference_t<T> value() & {
        rethrow();
        if constexpr (!std::is_void_v<T>) return std::get<1>(content_);
    }
    T value() && {
        rethrow();
        if constexpr (!std::is_void_v<T>) return static_cast<T>(std::move(std::get<1>(content_)));
    }

    /// The error; null when there is a value.
    std::exception_ptr error() const noexcept { return has_value() ? nullptr : std::get<0>(content_); }

    /// True when the error is an E.
    template <class E>
    bool failed_with() const {
        if (has_value()) return false;
        try {
            rethrow();
        } catch (const E&) {
            return true;
        } catch (...) {}
        return false;
    }

    /// True when it ended because it was cancelled.
    bool was_cancelled() const noexcept { return !has_value() && detail::is_fiber_cancelled(std::get<0>(content_)); }

    /// The text of the error; empty when there is a value.
    std::string what() const { return has_value() ? std::string() : detail::text_of_error(std::get<0>(content_)); }

private:
    template <std::size_t I, class... Args>
    explicit result(std::in_place_index_t<I> which, Args&&... args) : content_(which, std::forward<Args>(args)...) {}

    void expect_value() const noexcept {
        WEFT_ASSERT(has_value(), "the value of a result that has failed was asked for: see has_value()");
    }
    void rethrow() const {
        if (!has_value()) std::rethrow_exception(std::get<0>(content_));
    }

    std::variant<std::exception_ptr, stored> content_;
};

/// One of several, and what it has come to.
template <class T>
struct completion {
    std::size_t index; ///< its place in the range that was given
    result<T> outcome;
};

} // namespace weft
